package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a platform class. Each value is parsed again when it is written, and refused if it would change.
 *
 * @param type the class that properties are declared as
 * @param text returns the text of a value
 * @param parse returns the value of a text, or null if the text is of the form that Jackson writes
 * @param same returns whether a value and the parsed one are equal
 * @param formatted writes properties with a {@code @JsonFormat}, or null if the class has none
 * @param jackson reads the form that Jackson writes, or null if it has none
 * @param usual returns whether {@code formatted} writes a value without loss
 */
record TextForm<T>(
        Class<T> type,
        Function<T, String> text,
        Function<String, @Nullable T> parse,
        BiPredicate<T, T> same,
        @Nullable JsonSerializer<?> formatted,
        @Nullable JsonDeserializer<?> jackson,
        Predicate<T> usual) {
    TextForm(
            Class<T> type,
            Function<T, String> text,
            Function<String, @Nullable T> parse,
            BiPredicate<T, T> same,
            @Nullable JsonSerializer<?> formatted,
            @Nullable JsonDeserializer<?> jackson) {
        this(type, text, parse, same, formatted, jackson, value -> false);
    }

    void addTo(SimpleModule module) {
        module.addSerializer(type, new Writer<>(this));
        module.addDeserializer(type, new Reader<>(this));
    }

    private static boolean isFormatted(JsonFormat.@Nullable Value format) {
        return format != null && (format.hasPattern() || format.hasShape() || format.hasTimeZone());
    }

    private boolean survives(T value) {
        try {
            T parsed = parse.apply(text.apply(value));
            return parsed != null && parsed.getClass() == value.getClass() && same.test(value, parsed);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return false; // It has no text, or another value's.
        }
    }

    private static final class Writer<T> extends StdScalarSerializer<T> implements ContextualSerializer {
        private static final long serialVersionUID = 1L;
        private final transient TextForm<T> form;

        Writer(TextForm<T> form) {
            super(form.type());
            this.form = form;
        }

        @Override
        public JsonSerializer<?> createContextual(SerializerProvider provider, BeanProperty property)
                throws JsonMappingException {
            boolean own = isFormatted(findFormatOverrides(provider, property, form.type()));
            return own && form.formatted() != null
                    ? provider.handleSecondaryContextualization(form.formatted(), property)
                    : this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (form.formatted() != null
                    && value.getClass() == form.type()
                    && form.usual().test(value)) {
                ((JsonSerializer<T>) form.formatted()).serialize(value, generator, provider);
                return;
            }
            if (!form.survives(value)) {
                throw Refusal.of(
                        generator,
                        "a value of " + value.getClass().getName()
                                + " has a state that its text form does not contain. "
                                + "Store its parts in properties of their own");
            }
            generator.writeString(form.text().apply(value));
        }
    }

    private static final class Reader<T> extends StdScalarDeserializer<T> implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;
        private final transient TextForm<T> form;

        Reader(TextForm<T> form) {
            super(form.type());
            this.form = form;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
                throws JsonMappingException {
            JsonDeserializer<?> jackson = form.jackson();
            if (jackson == null) {
                return this;
            }
            JavaType type = context.constructType(form.type());
            JsonDeserializer<?> inContext = context.handleSecondaryContextualization(jackson, property, type);
            return isFormatted(findFormatOverrides(context, property, form.type())) && form.formatted() != null
                    ? inContext
                    : this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            T parsed = null;
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                try {
                    parsed = form.parse().apply(parser.getText());
                } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
                    parsed = null; // The text may be of Jackson's form.
                }
            }
            if (parsed != null) {
                return parsed;
            }
            return form.jackson() == null
                    ? (T) context.handleUnexpectedToken(form.type(), parser)
                    : (T) form.jackson().deserialize(parser, context);
        }
    }
}
