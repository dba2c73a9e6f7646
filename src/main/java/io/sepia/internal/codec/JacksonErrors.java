package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.sepia.document.ObjectKey;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.MappingException;
import io.sepia.error.StorageException;
import io.sepia.internal.json.DocumentText;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translates Jackson's errors into the store's exceptions. Jackson's messages about values quote the values, so they
 * are neither repeated nor kept as a cause: document content must not get into logs.
 */
final class JacksonErrors {
    private JacksonErrors() {}

    static MappingException unmappable(JavaType type, String property, JsonMappingException error) {
        String where = property.isEmpty() ? at(error) : " because of property " + property;
        return new MappingException(
                type.getRawClass().getName() + " cannot be stored" + where + ": " + error.getOriginalMessage() + ".");
    }

    /** Returns the exception for an error that happened while {@code what}, a class name or key, was written. */
    static StorageException writing(String what, IOException error) {
        StorageException own = ownCause(error);
        if (own != null) {
            return own;
        }
        if (error instanceof StreamConstraintsException) {
            return new DocumentFormatException(what + " is nested deeper than " + DocumentText.MAX_DEPTH
                    + " levels" + at(error) + ". If an object contains itself, annotate its class with @Stored, so that"
                    + " a reference is written.");
        }
        if (error instanceof InvalidDefinitionException definition) {
            return new MappingException(what + " cannot be written" + at(error) + ": there is no JSON form for "
                    + (definition.getType() == null
                            ? "this value"
                            : definition.getType().getRawClass().getName())
                    + ". Make the property transient, annotate it with @JsonIgnore, or give the store a mapper that"
                    + " knows the type.");
        }
        // Jackson's messages about writing name types and rules, except those about keys, which quote the key.
        String reason = error instanceof JacksonException jackson ? jackson.getOriginalMessage() : error.getMessage();
        boolean quotes = reason != null && reason.startsWith("Duplicate field");
        return new DocumentFormatException(
                what + " cannot be written" + at(error) + ": "
                        + (quotes ? "two members of one object have the same name" : reason) + ".",
                applicationCause(error));
    }

    /** Returns the exception for an error that happened while the document of {@code key} was read as {@code type}. */
    static StorageException reading(ObjectKey key, Class<?> type, IOException error) {
        StorageException own = ownCause(error);
        if (own != null) {
            return own;
        }
        return new DocumentFormatException(
                key + " cannot be read as " + type.getName() + at(error) + ": " + reason(error)
                        + ". Change the class so that it fits the stored document, or repair the document with documents(\""
                        + key.className() + "\").",
                applicationCause(error));
    }

    /** Returns the exception for text that is not a document. */
    static DocumentFormatException parsing(String what, IOException error) {
        return DocumentText.refusal(what, reason(error), error);
    }

    private static String reason(IOException error) {
        String message = error instanceof JacksonException jackson ? jackson.getOriginalMessage() : error.getMessage();
        String known = DocumentText.problem(error);
        if (known != null) {
            return known;
        }
        if (error instanceof ValueInstantiationException instantiation) {
            return "the constructor or creator of " + simpleName(instantiation.getType()) + " refused the values";
        }
        if (error instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "the value does not fit " + mismatch.getTargetType().getSimpleName();
        }
        if (error instanceof JsonMappingException mapping && mapping.getClass() == JsonMappingException.class) {
            return message == null ? "it does not fit" : message;
        }
        return "the text is not JSON";
    }

    private static String simpleName(@Nullable JavaType type) {
        return type == null ? "the class" : type.getRawClass().getSimpleName();
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
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static @Nullable StorageException ownCause(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof StorageException own) {
                return own;
            }
        }
        return null;
    }

    /** Returns the exception of the application's own code, which does not quote values as Jackson's do. */
    private static @Nullable Throwable applicationCause(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (!(each instanceof JacksonException)) {
                return each;
            }
        }
        return null;
    }
}
