package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.sepia.document.ObjectKey;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.MappingException;
import io.sepia.error.StorageException;
import io.sepia.internal.codec.kotlin.KotlinClasses;
import io.sepia.internal.codec.platform.FoundValue;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.internal.codec.platform.Refusal;
import io.sepia.internal.json.DocumentText;
import io.sepia.internal.json.HiddenMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Translates Jackson's errors into the store's exceptions. The messages of Jackson, of the platform and of the
 * application's own code may quote values, so they are neither repeated nor kept in causes: document content must not
 * get into logs. See decision 0153.
 */
final class JacksonErrors {
    private static final Pattern CLASS_NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$.-]*");

    private JacksonErrors() {}

    /**
     * Returns the exception for a class that cannot be read.
     *
     * @param property the property that cannot be read, or null if it is the class itself
     */
    static MappingException unmappable(
            JavaType type, @Nullable BeanPropertyDefinition property, JsonMappingException error) {
        String problem = type.getRawClass().getName() + " cannot be stored";
        if (property == null) {
            return new MappingException(problem + at(error) + ": " + error.getOriginalMessage() + ".");
        }
        // Jackson's message describes how it failed to make objects of a class of the platform.
        JavaType declared = property.getPrimaryType();
        boolean ofPlatform = PlatformValues.isPlatform(declared.getRawClass()) && !declared.isContainerType();
        String reason = ofPlatform ? "there is no JSON form for this class" : error.getOriginalMessage();
        return new MappingException(problem + " because of property " + property.getName() + ", declared as "
                + declared.toCanonical() + ": " + reason + ". " + Refusal.REMEDY + ".");
    }

    /** Returns the exception for an error that happened while {@code what}, a class name or key, was written. */
    static StorageException writing(String what, IOException error) {
        StorageException own = ownCause(error);
        if (own != null) {
            return own;
        }
        if (Refusal.isLocated(error)) {
            return new DocumentFormatException(what + " cannot be written: " + Refusal.message(error) + ".");
        }
        if (error instanceof JsonMappingException mapping
                && mapping.getOriginalMessage().startsWith("Direct self-reference")) {
            return new DocumentFormatException(what + " cannot be written" + at(error)
                    + ": the embedded object contains itself, which is a cycle. Annotate its class with @Stored, so that"
                    + " a reference is written, or leave the property out with @JsonIgnore.");
        }
        if (error instanceof InvalidDefinitionException definition) {
            return new MappingException(what + " cannot be written" + at(error) + ": there is no JSON form for "
                    + (definition.getType() == null
                            ? "this value"
                            : definition.getType().getRawClass().getName())
                    + ". Make the property transient, annotate it with @JsonIgnore, or give the store a mapper that"
                    + " knows the type.");
        }
        return new DocumentFormatException(
                what + " cannot be written" + at(error) + ": " + writingReason(error) + ".", applicationCause(error));
    }

    private static String writingReason(IOException error) {
        String own = Refusal.message(error);
        if (own != null) {
            return own;
        }
        String message = error instanceof JacksonException jackson ? jackson.getOriginalMessage() : "";
        if (message != null && message.startsWith("Duplicate field")) {
            return "two members of one object have the same name";
        }
        if (message != null && message.startsWith("Null key")) {
            return "the key of a map is null, and JSON has text keys only. Use another key";
        }
        return thrown(error, "its serializer refused the value")
                + ". Correct the class or its serializer, or leave the property out: make it transient or annotate it with"
                + " @JsonIgnore";
    }

    /**
     * Returns the exception for an error that happened while the document of {@code key} was read as {@code type}.
     *
     * @param token where reading stopped, if it is known
     */
    static StorageException reading(ObjectKey key, Class<?> type, @Nullable JsonToken token, IOException error) {
        StorageException own = ownCause(error);
        if (own != null) {
            return own;
        }
        return new DocumentFormatException(
                key + " cannot be read as " + type.getName() + at(error) + ": " + reason(error, token)
                        + remedyForReading(key),
                applicationCause(error));
    }

    private static String remedyForReading(ObjectKey key) {
        return ". Change the class so that it fits the stored document, or repair the document with documents(\""
                + key.className() + "\").";
    }

    /** Returns the exception for a document that could not be read when its object was saved. */
    static DocumentFormatException notReadBack(ObjectKey key, StorageException error) {
        String message = String.valueOf(error.getMessage());
        boolean asLoaded = message.endsWith(remedyForReading(key));
        String problem = asLoaded
                ? message.substring(0, message.length() - remedyForReading(key).length())
                        + ". Declare the property with a class that comes back, or: " + Refusal.REMEDY + "."
                : message;
        return new DocumentFormatException(
                "An object of class " + key.className() + " cannot be stored, because it could not be loaded again: "
                        + problem,
                error.getCause());
    }

    /** Returns the exception for text that is not a document. */
    static DocumentFormatException parsing(String what, IOException error) {
        return DocumentText.refusal(what, reason(error, null), error);
    }

    private static String reason(IOException error, @Nullable JsonToken token) {
        String known = Refusal.message(error);
        if (known == null) {
            known = DocumentText.problem(error);
        }
        if (known != null) {
            return known;
        }
        if (error instanceof ValueInstantiationException instantiation) {
            return "the constructor or creator of " + simpleName(instantiation.getType()) + " refused the values";
        }
        if (error instanceof InvalidTypeIdException unknown) {
            return "the type mark " + typeMark(unknown.getTypeId()) + "names no class that "
                    + simpleName(unknown.getBaseType()) + " may be";
        }
        if (error instanceof UnrecognizedPropertyException unknown) {
            return unknown.getReferringClass().getSimpleName() + " has no such property";
        }
        if (error instanceof InvalidNullException missing && KotlinClasses.isKotlin(missing.getTargetType())) {
            return "expected a value, because the property is not nullable, found null or nothing";
        }
        if (error instanceof InvalidDefinitionException definition
                && definition.getType() != null
                && KotlinClasses.lacksModule(definition.getType().getRawClass())) {
            return simpleName(definition.getType()) + " cannot be instantiated. " + KotlinClasses.REMEDY;
        }
        if (error instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return FoundValue.mismatch(mismatch.getTargetType(), token, isInList(error));
        }
        if (causeOf(error, InputCoercionException.class) instanceof InputCoercionException number) {
            return FoundValue.mismatch(number.getTargetType(), token, isInList(error));
        }
        if (causeOf(error, StreamReadException.class) != null) {
            return "the text is not JSON";
        }
        return thrown(error, "the value does not fit");
    }

    /** Returns a type mark for a message, if it looks like the name of a class. */
    static String typeMark(@Nullable String mark) {
        return mark != null && mark.length() <= 100 && CLASS_NAME.matcher(mark).matches() ? "'" + mark + "' " : "";
    }

    private static String thrown(IOException error, String otherwise) {
        Throwable application = applicationError(error);
        return application == null
                ? otherwise
                : application.getClass().getName() + " was thrown, whose message may contain values";
    }

    private static String simpleName(@Nullable JavaType type) {
        return type == null ? "the class" : type.getRawClass().getSimpleName();
    }

    private static boolean isInList(IOException error) {
        return error instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()
                && mapping.getPath().get(mapping.getPath().size() - 1).getFieldName() == null;
    }

    /** Returns the path of the property, such as {@code at property body.parts[3]}. */
    private static String at(IOException error) {
        if (!(error instanceof JsonMappingException mapping)
                || mapping.getPath().isEmpty()) {
            return "";
        }
        return " at property " + path(mapping.getPath());
    }

    private static String path(List<JsonMappingException.Reference> steps) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : steps) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else if (isMap(step.getFrom())) {
                path.append("[…]");
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /** Returns whether the names of an object's members are data. */
    private static boolean isMap(@Nullable Object owner) {
        return owner instanceof Map || owner instanceof Class<?> type && Map.class.isAssignableFrom(type);
    }

    private static @Nullable StorageException ownCause(Throwable error) {
        return (StorageException) causeOf(error, StorageException.class);
    }

    private static @Nullable Throwable causeOf(Throwable error, Class<?> type) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Throwable applicationError(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (!(each instanceof JacksonException)) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Throwable applicationCause(Throwable error) {
        Throwable thrown = applicationError(error);
        return thrown == null ? null : HiddenMessage.of(thrown);
    }
}
