package io.sepia.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.Storage;
import io.sepia.object.ObjectId;
import io.sepia.object.Ref;
import io.sepia.object.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The library as an application uses it: plain classes, references to browsers, default options but for durability. */
final class SepiaStore implements Contender {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** A feature, which refers to its browsers without loading them with itself. */
    @Stored
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Feature {
        @ObjectId
        public String id = "";

        public @Nullable String category;
        public @Nullable String description;
        public @Nullable String mdn_url;
        public @Nullable String source_file;
        public @Nullable Object spec_url;
        public @Nullable Map<String, Object> status;
        public Map<String, Object> support = Map.of();
        public @Nullable List<String> tags;
        public List<Ref<Browser>> browsers = List.of();
    }

    /** A browser. */
    @Stored
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Browser {
        @ObjectId
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
        return "Sepia";
    }

    @Override
    public Store open(Path directory, Durability durability) {
        return new ObjectStore(Storage.builder(directory.resolve("sepia.db"))
                .option("synchronous", durability.name())
                .open());
    }

    private static final class ObjectStore implements Store {
        private final Storage storage;
        private List<Feature> features = List.of();
        private List<Browser> browsers = List.of();

        ObjectStore(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void prepare(Dataset data, String suffix) {
            Map<String, Browser> byId = new HashMap<>();
            browsers = new ArrayList<>();
            for (ObjectNode tree : data.browsers()) {
                Browser browser = MAPPER.convertValue(tree, Browser.class);
                byId.put(browser.id, browser);
                browsers.add(browser);
            }
            features = new ArrayList<>();
            for (ObjectNode tree : data.features()) {
                Feature feature = MAPPER.convertValue(tree, Feature.class);
                feature.id += suffix;
                feature.browsers = Dataset.browsersOf(tree).stream()
                        .map(id -> Ref.of(byId.get(id)))
                        .toList();
                features.add(feature);
            }
        }

        @Override
        public void importAll() {
            storage.useTransaction(transaction -> {
                transaction.saveAll(browsers);
                transaction.saveAll(features);
            });
        }

        @Override
        public void save(int index) {
            storage.save(features.get(index));
        }

        @Override
        public Summary load(String id) {
            Feature feature = storage.load(Feature.class, id);
            return new Summary(feature.id, feature.browsers.size(), feature.support.size());
        }

        @Override
        public void close() {
            storage.close();
        }
    }
}
