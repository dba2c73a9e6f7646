package io.sepia.internal.backend.jpa;

import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a message says about a database that cannot be opened: the reason and the remedy, without passwords. */
final class OpeningError {
    private static final Pattern LOGIN = Pattern.compile("(jdbc:[^\\s?;]*//)[^\\s?;]*@");
    private static final Pattern LOGIN_OF_ORACLE = Pattern.compile("(jdbc:[^\\s?;/@]*:)[^\\s?;/@:]+/[^\\s@]*@");

    /** A password may contain any character, so this extends to the end. */
    private static final Pattern PARAMETERS = Pattern.compile("(jdbc:[^\\s?;]*)[?;].*", Pattern.DOTALL);

    private OpeningError() {}

    /** Returns {@code text} with the JDBC URL that it contains cut to what is not secret. */
    static String withoutSecrets(String text) {
        String shown = LOGIN.matcher(text).replaceAll("$1");
        shown = LOGIN_OF_ORACLE.matcher(shown).replaceAll("$1@");
        return PARAMETERS.matcher(shown).replaceFirst("$1");
    }

    /** Returns {@code error}, or null if a message of it or of its causes contains secrets. */
    static @Nullable Throwable publicCause(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            String message = Objects.toString(each.getMessage(), "");
            if (!withoutSecrets(message).equals(message)) {
                return null;
            }
        }
        return error;
    }

    /** Returns the message of the driver if there is one, and the remedy. */
    static String reason(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql) {
                return sentence(sql.getMessage()) + remedy(sql);
            }
        }
        return sentence(error.getMessage());
    }

    private static String sentence(@Nullable String message) {
        String shown = withoutSecrets(Objects.toString(message, "")).strip();
        return shown.endsWith(".") ? shown : shown + ".";
    }

    private static String remedy(SQLException error) {
        String state = Objects.toString(error.getSQLState(), "");
        if (Objects.toString(error.getMessage(), "").startsWith("No suitable driver")) {
            return " Correct the URL, or add the JDBC driver of the database to the class path.";
        }
        if (state.startsWith("08") || state.equals("57P03")) {
            return " Check the host and the port of the URL, and that the server is running.";
        }
        if (state.startsWith("28")) {
            return " Check the user and the password.";
        }
        if (state.startsWith("3D") || state.startsWith("3F") || state.equals("42501") || state.equals("42000")) {
            return " Check that the database and the schema exist, and that the user may create tables there.";
        }
        return "";
    }
}
