package io.sepia.cli;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the logs of libraries off standard error, which contains only the command's own lines. */
final class QuietLogging {
    /** Strong references, because a logger that is garbage collected loses its level. */
    private static final List<Logger> SILENCED =
            List.of(Logger.getLogger("org.hibernate"), Logger.getLogger("org.jboss"), Logger.getLogger("org.sqlite"));

    private QuietLogging() {}

    /** Silences the libraries, unless the user gave a logging configuration. */
    static void install() {
        System.setProperty("org.jboss.logging.provider", "jdk");
        // SLF4J without a provider would print three lines about it.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        if (System.getProperty("java.util.logging.config.file") == null
                && System.getProperty("java.util.logging.config.class") == null) {
            Logger.getLogger("").setLevel(Level.WARNING);
            SILENCED.forEach(logger -> logger.setLevel(Level.OFF));
        }
    }
}
