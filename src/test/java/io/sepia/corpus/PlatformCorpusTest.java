package io.sepia.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.corpus.CorpusStore.Kind;
import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values of the platform's types come back equal in every position, in another time zone, locale and process too, or
 * are refused when they are saved; queries find what Java finds. {@code -Dsepia.corpus=all} runs every backend in every
 * time zone with every locale, {@code -Dsepia.corpus.types=regex} some types only.
 */
class PlatformCorpusTest {
    static final boolean ALL = "all".equals(System.getProperty("sepia.corpus"));

    /** One of so many classes of exceptions is tried where not all are: they are refused alike. */
    private static final int EXCEPTIONS = 12;

    @TempDir(factory = FastDirectory.class)
    private static Path classes;

    @TempDir(factory = FastDirectory.class)
    private Path directory;

    private static List<Class<?>> types;
    private static Map<Class<?>, List<Slot>> slots;

    @BeforeAll
    static void compile() throws Exception {
        types = PlatformTypes.all().stream()
                .filter(each -> each.getTypeName().matches(System.getProperty("sepia.corpus.types", ".*")))
                .filter(each -> ALL || !isOneOfManyExceptions(each))
                .toList();
        slots = new PositionClasses(
                        classes,
                        classes.toString(),
                        each -> ALL || PlatformTypes.isNullable(each),
                        PlatformTypes::parameters)
                .compile(types);
    }

    private static boolean isOneOfManyExceptions(Class<?> type) {
        return Throwable.class.isAssignableFrom(type)
                && Math.floorMod(type.getName().hashCode(), EXCEPTIONS) != 0;
    }

    static Stream<Kind> kinds() {
        String kinds = System.getProperty(
                "sepia.corpus.backends", ALL ? "MEMORY,FILES,SQLITE,H2,SQLITE_UNIT" : "MEMORY,SQLITE");
        return Stream.of(kinds.split(",")).map(Kind::valueOf);
    }

    @Test
    void everyType_hasSamples() throws Exception {
        Samples samples = Samples.ofPlatform();
        assertThat(PlatformTypes.all())
                .allSatisfy(each -> assertThat(samples.of(each))
                        .as("samples of " + each)
                        .hasSizeGreaterThan(each.isEnum() ? 0 : 1));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void save_everyTypeInEveryPosition_comesBackIsFoundOrIsRefused(Kind kind) throws Exception {
        try (CorpusStore store = CorpusStore.open(kind, directory, each -> each)) {
            CorpusPass pass = new CorpusPass(store, slots, Samples::ofPlatform, ALL);
            pass.through(types, ALL ? Settings.all() : Settings.some(kind));
            if (ALL) {
                System.out.println(pass);
            }
            assertThat(pass.run().faults()).isEmpty();
            if (System.getProperty("sepia.corpus.types") == null) {
                assertThat(pass.typesThatComeBack()).isGreaterThanOrEqualTo(70);
                assertThat(RefusedTypes.differences(pass.run().outcomes())).isEmpty();
            }
        }
    }

    @Test
    void load_storeOfAProcessWithAnotherEncodingZoneAndLocale_comesBack() throws Exception {
        assumeTrue(ALL, "only with -Dsepia.corpus=all");
        CorpusProgram.runIn(classes, directory, types);
        Settings before = Settings.current();
        try {
            for (Kind kind : CorpusProgram.KINDS) {
                try (CorpusStore store = CorpusStore.open(kind, directory, each -> each)) {
                    CorpusRun run = new CorpusRun(store, slots);
                    List<CorpusRun.Kept> kept = CorpusProgram.kept(kind, directory, slots);
                    Settings.of("Asia/Kathmandu", "ar-EG").set();
                    run.load(kept);
                    System.out.println(kind + " of another process: " + run.loadedCount() + " values come back");
                    assertThat(run.faults()).isEmpty();
                    assertThat(run.loadedCount()).isPositive();
                }
            }
        } finally {
            before.set();
        }
    }
}
