package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/** Refusals of values that are read or written. Their messages contain no value; other messages of Jackson may. */
public final class Refusal {
    /** What to do about a value that has no JSON form. */
    public static final String REMEDY = "Store its parts in properties of their own, or leave the property out: make it"
            + " transient or annotate it with @JsonIgnore";

    private Refusal() {}

    /** Returns the exception for the value at {@code processor}, a parser or generator. */
    public static JsonMappingException of(Closeable processor, String message) {
        return new Refused(processor, message, false);
    }

    /** Like {@link #of}, with a message that names the place of the value. */
    public static JsonMappingException located(Closeable processor, String message) {
        return new Refused(processor, message, true);
    }

    /** Returns the message of the refusal that is {@code error} or one of its causes, or null if there is none. */
    public static @Nullable String message(Throwable error) {
        Refused refused = in(error);
        return refused == null ? null : refused.getOriginalMessage();
    }

    /** Returns whether {@code error} is a refusal whose message names the place of the value. */
    public static boolean isLocated(Throwable error) {
        Refused refused = in(error);
        return refused != null && refused.located;
    }

    private static @Nullable Refused in(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof Refused refused) {
                return refused;
            }
        }
        return null;
    }

    private static final class Refused extends JsonMappingException {
        private static final long serialVersionUID = 1L;
        private final boolean located;

        Refused(Closeable processor, String message, boolean located) {
            super(processor, message);
            this.located = located;
        }
    }
}
