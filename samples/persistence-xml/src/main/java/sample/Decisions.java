package sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.Storage;
import io.sepia.StorageTransaction;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Records which CSS features the projects of a team use. Projects and adoptions are entities. Features and assessments
 * are documents, because this program does not define their form. Related entities and documents share a commit.
 */
public final class Decisions implements AutoCloseable {
    private static final String FEATURES = "Feature";

    private final EntityManagerFactory factory;
    private final Storage storage;

    Decisions(String unit, Map<String, ?> properties) {
        factory = Persistence.createEntityManagerFactory(unit, properties);
        storage = Storage.of(factory);
    }

    /** Runs the sample in the unit named by the first argument, by default in the one for SQLite. */
    public static void main(String[] arguments) throws IOException {
        try (Decisions decisions = new Decisions(arguments.length == 0 ? "decisions" : arguments[0], Map.of())) {
            System.out.println(decisions.publish("shop") + " features");
            decisions.adopt("shop", "css.properties.gap", "none needed");
            decisions.adopt("shop", "css.properties.text-box-trim", "the text sits a little lower");
            try {
                decisions.adopt("shop", "css.properties.gap", "once more");
            } catch (PersistenceException e) {
                System.out.println("css.properties.gap is adopted already");
            }
            decisions.report().forEach(System.out::println);
        }
    }

    /** Stores the project, if it is new, and the current state of all features. */
    int publish(String project) throws IOException {
        Map<String, String> features = features();
        factory.runInTransaction(entities -> {
            if (entities.find(Project.class, project) == null) {
                entities.persist(new Project(project));
            }
            storage.joining(entities).documents(FEATURES).saveAll(features);
        });
        return features.size();
    }

    /**
     * Stores that a project uses a feature, and the reasons for it: both or neither.
     *
     * @throws PersistenceException if the project uses the feature already
     */
    void adopt(String project, String feature, String fallback) {
        factory.runInTransaction(entities -> {
            Adoption adoption =
                    new Adoption(entities.getReference(Project.class, project), feature, LocalDate.of(2026, 11, 24));
            StorageTransaction documents = storage.joining(entities);
            Feature known = documents.load(Feature.class, feature);
            documents.save(new Assessment(adoption.id(), known, known.missingIn(), fallback));
            entities.persist(adoption);
        });
    }

    /** Returns a line for each adoption, from entities and documents in one query. */
    List<String> report() {
        return factory.callInTransaction(
                entities -> entities.createQuery("""
                        select concat(a.project.name, ': ', a.feature, ' since ', cast(a.since as String),
                            ', fallback: ', json_value(assessment.content, '$.fallback'))
                        from Adoption a join StoredObject assessment
                            on assessment.className = 'Assessment' and assessment.objectId = a.id
                        order by a.feature""", String.class).getResultList());
    }

    Storage storage() {
        return storage;
    }

    private static Map<String, String> features() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<String, String> features = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Decisions.class.getResourceAsStream("features.ndjson")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                features.put(json.readTree(line).get("id").textValue(), line);
            }
        }
        return features;
    }

    @Override
    public void close() {
        storage.close();
        factory.close();
    }
}
