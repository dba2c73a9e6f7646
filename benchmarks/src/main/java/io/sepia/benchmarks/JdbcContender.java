package io.sepia.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.benchmarks.HandWrittenJdbc.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Features and browsers in the baseline, {@link HandWrittenJdbc}. */
final class JdbcContender implements Contender {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Kind<Feature> FEATURE = Kind.of(Feature.class, "container", feature -> feature.id);
    private static final Kind<Browser> BROWSER = Kind.of(Browser.class, "serializable", browser -> browser.id);

    /** A reference in the form in which it is stored. */
    record Reference(@JsonProperty("$ref") Target target) {}

    /** The key of the target. */
    record Target(@JsonProperty("class") String className, String id) {}

    /** A feature. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Feature {
        public String id = "";
        public @Nullable String category;
        public @Nullable String description;
        public @Nullable String mdn_url;
        public @Nullable String source_file;
        public @Nullable Object spec_url;
        public @Nullable Map<String, Object> status;
        public Map<String, Object> support = Map.of();
        public @Nullable List<String> tags;
        public List<Reference> browsers = List.of();
    }

    /** A browser. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Browser {
        public String id = "";
        public @Nullable String name;
        public @Nullable String type;
        public @Nullable String upstream;
        public @Nullable String preview_name;
        public @Nullable String pref_url;
        public boolean accepts_flags;
        public boolean accepts_webextensions;
        public List<Map<String, Object>> releases = List.of();
    }

    @Override
    public String name() {
        return "hand-written JDBC";
    }

    @Override
    public Store open(Path directory, Durability durability) throws SQLException {
        return new JdbcStore(new HandWrittenJdbc(
                directory.resolve("jdbc.db"), durability.name().toLowerCase(Locale.ROOT)));
    }

    private static final class JdbcStore implements Store {
        private final HandWrittenJdbc jdbc;
        private List<Feature> features = List.of();
        private List<Browser> browsers = List.of();

        JdbcStore(HandWrittenJdbc jdbc) {
            this.jdbc = jdbc;
        }

        @Override
        public void prepare(Dataset data, String suffix) {
            browsers = data.browsers().stream()
                    .map(tree -> MAPPER.convertValue(tree, Browser.class))
                    .toList();
            List<Feature> prepared = new ArrayList<>();
            for (ObjectNode tree : data.features()) {
                Feature feature = MAPPER.convertValue(tree, Feature.class);
                feature.id += suffix;
                feature.browsers = Dataset.browsersOf(tree).stream()
                        .map(id -> new Reference(new Target("Browser", id)))
                        .toList();
                prepared.add(feature);
            }
            features = prepared;
        }

        @Override
        public void importAll() throws SQLException {
            jdbc.inTransaction(() -> {
                jdbc.insertAll(BROWSER, browsers);
                jdbc.insertAll(FEATURE, features);
            });
        }

        @Override
        public void save(int index) throws SQLException {
            jdbc.save(FEATURE, features.get(index));
        }

        @Override
        public boolean delete(int index) throws SQLException {
            return jdbc.delete(FEATURE, features.get(index).id);
        }

        @Override
        public Summary load(String id) throws SQLException {
            Feature feature = jdbc.load(FEATURE, id);
            return new Summary(feature.id, feature.browsers.size(), feature.support.size());
        }

        @Override
        public void close() throws SQLException {
            jdbc.close();
        }
    }
}
