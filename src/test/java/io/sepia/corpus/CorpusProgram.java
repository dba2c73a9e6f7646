package io.sepia.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.corpus.CorpusStore.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A process with another default encoding, time zone and locale that saves, loads and queries the samples. */
final class CorpusProgram {
    static final List<Kind> KINDS = List.of(Kind.SQLITE, Kind.FILES, Kind.SQLITE_UNIT);
    private static final Settings SETTINGS = Settings.of("America/New_York", "tr-TR");

    private CorpusProgram() {}

    /** Runs the process. */
    static void runIn(Path classes, Path directory, List<Class<?>> types) throws IOException, InterruptedException {
        Files.write(
                directory.resolve("types"), types.stream().map(Class::getName).toList());
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Dfile.encoding=US-ASCII",
                        "-Dsepia.corpus=all",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CorpusProgram.class.getName(),
                        classes.toString(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    /** Returns what the process has saved, as values of this process. */
    static List<CorpusRun.Kept> kept(Kind kind, Path directory, Map<Class<?>, List<Slot>> slots) throws Exception {
        SETTINGS.set();
        Samples samples = Samples.ofPlatform();
        Set<String> saved = new HashSet<>(Files.readAllLines(directory.resolve(kind + ".kept")));
        List<CorpusRun.Kept> kept = new ArrayList<>();
        slots.forEach((type, all) -> all.forEach(slot -> {
            int number = 0;
            for (Object sample : samples.of(type)) {
                String id = type.getName() + slot.position() + number++;
                if (saved.contains(slot.holder().getName() + " " + id)) {
                    kept.add(kept(slot, id, sample));
                }
            }
        }));
        return kept;
    }

    private static CorpusRun.Kept kept(Slot slot, String id, Object sample) {
        try {
            Object value = slot.holding(sample);
            return new CorpusRun.Kept(slot, id, value, Meaning.local(value));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Saves the samples, and queries and loads them. */
    public static void main(String[] arguments) throws Exception {
        SETTINGS.set();
        Path directory = Path.of(arguments[1]);
        List<String> names = Files.readAllLines(directory.resolve("types"));
        List<Class<?>> types = PlatformTypes.all().stream()
                .filter(each -> names.contains(each.getName()))
                .toList();
        Map<Class<?>, List<Slot>> slots = new PositionClasses(
                        Path.of(arguments[0]), arguments[0], each -> true, PlatformTypes::parameters)
                .load(types);
        Samples samples = Samples.ofPlatform();
        int faults = 0;
        for (Kind kind : KINDS) {
            try (CorpusStore store = CorpusStore.open(kind, directory, each -> each)) {
                CorpusRun run = new CorpusRun(store, slots);
                CorpusQueries queries = new CorpusQueries(run, false);
                List<String> kept = new ArrayList<>();
                for (Class<?> each : types) {
                    List<CorpusRun.Kept> saved = run.save(each, samples);
                    saved.forEach(one -> kept.add(one.slot().holder().getName() + " " + one.id()));
                    queries.ask(run.load(saved));
                }
                Files.write(directory.resolve(kind + ".kept"), kept);
                run.faults().forEach(System.out::println);
                faults += run.faults().size();
            }
        }
        System.exit(faults == 0 ? 0 : 1);
    }
}
