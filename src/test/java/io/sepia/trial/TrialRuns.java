package io.sepia.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The long runs of the trial so far, in the file {@code docs/trial-runs.csv}. */
final class TrialRuns {
    private static final Path FILE = Path.of("docs", "trial-runs.csv");
    private static final String HEADER = "ended,commit,backend,first seed,last seed,seconds,operations,outcome";
    private static final long FIRST = 1_000;

    private TrialRuns() {}

    /** Returns the seed after that of the last run on a kind of place. */
    static long next(Place.Kind kind) throws IOException {
        long last = FIRST - 1;
        if (Files.exists(FILE)) {
            List<String> lines = Files.readAllLines(FILE);
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.split(",", -1);
                if (fields[2].equals(kind.name())) {
                    last = Math.max(last, Long.parseLong(fields[4]));
                }
            }
        }
        return last + 1;
    }

    /** Appends a run that has ended. */
    static void add(Place.Kind kind, long first, long last, long seconds, long operations, String outcome)
            throws IOException, InterruptedException {
        String header = Files.exists(FILE) ? "" : HEADER + "\n";
        String line = String.join(
                ",",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                commit(),
                kind.name(),
                Long.toString(first),
                Long.toString(last),
                Long.toString(seconds),
                Long.toString(operations),
                outcome);
        Files.writeString(FILE, header + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Returns the commit that is checked out, with a plus sign if files differ from it. */
    private static String commit() throws IOException, InterruptedException {
        String head = git("rev-parse", "--short=12", "HEAD");
        return git("status", "--porcelain", "src").isEmpty() ? head : head + "+";
    }

    private static String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? output : "unknown";
    }
}
