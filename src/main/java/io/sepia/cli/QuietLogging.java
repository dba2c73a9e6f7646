package io.sepia.cli;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the libraries' logs off standard error, which belongs to the command's own lines. */
final class QuietLogging {
    /** Held, because a logger that nobody refers to forgets its level. */
    private static final List<Logger> SILENCED =
            List.of(Logger.getLogger("org.hibernate"), Logger.getLogger("org.jboss"), Logger.getLogger("org.sqlite"));

    private QuietLogging() {}

    /** Silences the libraries, unless the user brought a logging configuration. */
    static void install() {
        System.setProperty("org.jboss.logging.provider", "jdk");
        // Where SLF4J is on the class path without anything behind it, it would say so in three lines.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        if (System.getProperty("java.util.logging.config.file") == null
                && System.getProperty("java.util.logging.config.class") == null) {
            Logger.getLogger("").setLevel(Level.WARNING);
            SILENCED.forEach(logger -> logger.setLevel(Level.OFF));
        }
    }
}
