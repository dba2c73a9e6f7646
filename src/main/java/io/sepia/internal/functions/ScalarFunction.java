package io.sepia.internal.functions;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.core.Codes;

/**
 * A function of SQL values, which are null, {@link Long}, {@link Double}, {@link String} or {@code byte[]}. Belongs to
 * one connection.
 */
final class ScalarFunction extends Function {
    /** What the function computes. An exception becomes an error of the statement. */
    interface Body {
        @Nullable
        Object apply(@Nullable Object[] arguments);
    }

    /** The body of a function that is null if an argument is. */
    interface Strict {
        @Nullable
        Object apply(Object[] arguments);
    }

    private final Body body;

    ScalarFunction(Body body) {
        this.body = body;
    }

    /** Returns the body of a function that is null if an argument is. */
    static Body strict(Strict body) {
        return arguments -> {
            for (Object each : arguments) {
                if (each == null) {
                    return null;
                }
            }
            return body.apply(arguments);
        };
    }

    @Override
    protected void xFunc() throws SQLException {
        @Nullable Object[] arguments = new @Nullable Object[args()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = switch (value_type(i)) {
                case Codes.SQLITE_INTEGER -> (Object) value_long(i);
                case Codes.SQLITE_FLOAT -> value_double(i);
                case Codes.SQLITE_TEXT -> value_text(i);
                case Codes.SQLITE_BLOB -> value_blob(i);
                default -> null;
            };
        }
        Object result;
        try {
            result = body.apply(arguments);
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            ValueErrors.note(message);
            error(message);
            return;
        }
        if (result == null) {
            result();
        } else if (result instanceof Double number) {
            result(number);
        } else if (result instanceof Long number) {
            result(number);
        } else if (result instanceof Boolean truth) {
            result(truth ? 1 : 0);
        } else if (result instanceof byte[] bytes) {
            result(bytes);
        } else {
            result(result.toString());
        }
    }
}
