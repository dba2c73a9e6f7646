package io.sepia.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.guava.GuavaModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.google.common.collect.ImmutableList;
import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guava's types come back, and are found, with Jackson's module for them; without, they are refused clearly. */
class GuavaCorpusTest {
    @TempDir(factory = FastDirectory.class)
    private static Path directory;

    private static Map<Class<?>, List<Slot>> slots;

    @BeforeAll
    static void compile() throws Exception {
        String guava = Path.of(ImmutableList.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        slots = new PositionClasses(
                        directory,
                        directory + java.io.File.pathSeparator + guava,
                        each -> true,
                        GuavaSamples::parameters)
                .compile(GuavaSamples.TYPES);
    }

    private static ObjectMapper withModule() {
        return JsonMapper.builder()
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .addModule(new GuavaModule())
                .build();
    }

    private static CorpusPass pass(CorpusStore store) throws Exception {
        CorpusPass pass = new CorpusPass(store, slots, GuavaSamples::make, true);
        pass.through(GuavaSamples.TYPES, Settings.some(store.kind()));
        return pass;
    }

    private static List<String> kept(CorpusPass pass) {
        return pass.run().outcomes().entrySet().stream()
                .filter(each -> each.getValue().contains(true))
                .map(each -> each.getKey().substring(each.getKey().lastIndexOf('.') + 1))
                .toList();
    }

    @Test
    void save_withJacksonsModule_comesBackAndIsFound() throws Exception {
        try (CorpusStore store =
                CorpusStore.open(CorpusStore.Kind.SQLITE, directory, each -> each.mapper(withModule()))) {
            CorpusPass pass = pass(store);

            assertThat(pass.run().faults()).isEmpty();
            assertThat(kept(pass)).hasSize(GuavaSamples.TYPES.size() - 1).doesNotContain("BiMap");
        }
    }

    @Test
    void save_withoutModule_isRefusedClearly() throws Exception {
        try (CorpusStore store = CorpusStore.open(CorpusStore.Kind.MEMORY, directory, each -> each)) {
            CorpusPass pass = pass(store);

            assertThat(pass.run().faults()).isEmpty();
            assertThat(kept(pass)).containsExactly("HashMultimap", "UnsignedInteger", "UnsignedLong");
        }
    }
}
