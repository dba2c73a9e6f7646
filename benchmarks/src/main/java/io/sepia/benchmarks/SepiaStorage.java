package io.sepia.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The library with its default options, except durability. */
final class SepiaStorage implements Contender {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A feature. */
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
        return new OpenStorage(StorageBuilder.of(directory.resolve("sepia.db"))
                .option("synchronous", durability.name().toLowerCase(Locale.ROOT))
                .open());
    }

    private static final class OpenStorage implements Store {
        private final Storage storage;
        private List<Feature> features = List.of();
        private List<Browser> browsers = List.of();

        OpenStorage(Storage storage) {
            this.storage = storage;
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
                        .map(id -> Ref.to(Browser.class, id))
                        .toList();
                prepared.add(feature);
            }
            features = prepared;
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
        public boolean delete(int index) {
            return storage.delete(Feature.class, features.get(index).id);
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
