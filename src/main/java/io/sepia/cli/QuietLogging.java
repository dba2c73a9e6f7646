package io.sepia.cli;

/** Keeps the libraries' logs off standard error, which belongs to the command's own lines. */
final class QuietLogging {
    private QuietLogging() {}

    /** Sends the logs of Hibernate and SQLite to SLF4J, which this program has without anything behind it. */
    static void install() {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        // Otherwise it says in three lines that there is nothing behind it.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }
}
