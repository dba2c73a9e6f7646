package io.sepia.internal.codec.key;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import java.io.IOException;

/**
 * The {@code @Version} property of a class. In a document of the class it is the version of the document and not part
 * of the content; in a value that is embedded in another document it is a property like any other.
 */
public final class EmbeddedVersion {
    private EmbeddedVersion() {}

    private static boolean isOfDocument(JsonStreamContext object) {
        return object.inObject()
                && object.getParent() != null
                && object.getParent().inRoot();
    }

    /** Writes it unless the object is the whole document. */
    public static final class Writer extends BeanPropertyWriter {
        private static final long serialVersionUID = 1L;

        public Writer(BeanPropertyWriter property) {
            super(property);
        }

        @Override
        public void serializeAsField(Object bean, JsonGenerator generator, SerializerProvider provider)
                throws Exception {
            if (!isOfDocument(generator.getOutputContext())) {
                super.serializeAsField(bean, generator, provider);
            }
        }
    }

    /** Reads it unless the object is the whole document. */
    public static final class Reader extends SettableBeanProperty.Delegating {
        private static final long serialVersionUID = 1L;

        public Reader(SettableBeanProperty property) {
            super(property);
        }

        @Override
        protected SettableBeanProperty withDelegate(SettableBeanProperty property) {
            return new Reader(property);
        }

        @Override
        public void deserializeAndSet(JsonParser parser, DeserializationContext context, Object bean)
                throws IOException {
            if (isOfDocument(parser.getParsingContext())) {
                parser.skipChildren();
            } else {
                delegate.deserializeAndSet(parser, context, bean);
            }
        }
    }
}
