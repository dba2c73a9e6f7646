package io.sepia.internal.option;

/**
 * A value that a system property or an environment variable of the process gives. It counts if an option has its name;
 * otherwise {@link Options#parse} ignores it, as it may be a setting of something else.
 */
public record AmbientValue(Object value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
