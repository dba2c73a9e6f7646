package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Query;
import io.sepia.query.IndexDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries over random documents have the same answers in every backend. The number of queries is set by
 * {@code -Dsepia.random.queries}.
 */
class RandomQueryTest {
    private static final int QUERIES = Integer.getInteger("sepia.random.queries", 500);
    private static final int FIRST_SEED = Integer.getInteger("sepia.random.seed", 1);
    private static final int QUERIES_OF_A_SEED = 250;
    private static final int DOCUMENTS = 200;
    private static final String CLASS = "thing";

    @TempDir
    private Path directory;

    private int withHits;
    private int asked;

    @Test
    void query_random_isTheSameInEveryBackend() {
        for (int seed = FIRST_SEED; asked < QUERIES; seed++) {
            try (StorageBackend memory = InMemoryStorage.open(Map.of());
                    StorageBackend sqlite = Fixtures.open(directory.resolve("random" + seed + ".db"));
                    StorageBackend indexed = Fixtures.open(directory.resolve("indexed" + seed + ".db"));
                    StorageBackend h2 = H2.open("");
                    StorageBackend mariadb = Fixtures.owning(Mariadb.factory(Mariadb.url()));
                    StorageBackend postgresql = Fixtures.owning(Postgresql.factory(Postgresql.url()))) {
                Fixtures.use(indexed, RandomQueryTest::index);
                compare(seed, List.of(memory, sqlite, indexed, h2, mariadb, postgresql));
            }
        }
        assertThat(withHits).as("queries with hits of " + asked).isGreaterThan(asked / 2);
    }

    /** Indexes whatever queries lead with, alone and together. */
    private static void index(BackendTransaction transaction) {
        FieldPath root = FieldPath.SELF;
        List<List<FieldPath>> fields = new ArrayList<>();
        RandomQueries.NAMES.forEach(name -> fields.add(List.of(root.member(name))));
        fields.add(List.of(root.member("a"), root.member("b")));
        fields.add(List.of(root.member("b"), root.member("a"), root.member("c")));
        fields.add(List.of(root.member("o").member("a")));
        fields.add(List.of(root.member("list").element(0)));
        fields.add(List.of(root.member("c").member("$ref").member("id")));
        fields.forEach(each -> transaction
                .indexes()
                .add(
                        new IndexDefinition(
                                CLASS, each.stream().map(FieldPath::toString).toList(), false),
                        false));
    }

    private void compare(int seed, List<StorageBackend> backends) {
        RandomQueries random = new RandomQueries(seed);
        List<DocumentWrite> writes = new ArrayList<>();
        random.documents(DOCUMENTS)
                .forEach((id, content) -> writes.add(new DocumentWrite(
                        new ObjectKey(CLASS, id),
                        ObjectType.SERIALIZABLE,
                        content,
                        random.metadata(),
                        WriteCondition.NONE)));
        backends.forEach(each -> Fixtures.use(each, tx -> {
            tx.save(writes);
            tx.save(writes.subList(0, DOCUMENTS / 3));
        }));
        List<BackendTransaction> open = new ArrayList<>();
        try {
            backends.forEach(each -> open.add(each.begin(Access.READ_ONLY)));
            for (int i = 0; i < QUERIES_OF_A_SEED && asked < QUERIES; i++, asked++) {
                Query query = random.query();
                String what = "seed " + seed + " query " + i + ": " + query;
                compare(what, query, open);
            }
        } finally {
            open.forEach(BackendTransaction::close);
        }
        delete("seed " + seed, random, backends);
    }

    private void compare(String what, Query query, List<BackendTransaction> backends) {
        assertThat(Term.parse(query.condition().text())).as(what).isEqualTo(query.condition());
        if (!query.order().isEmpty()) {
            String order = query.order().stream().map(Criterion::toString).collect(Collectors.joining(","));
            assertThat(Criterion.parse(order)).as(what).isEqualTo(query.order());
        }
        List<StoredDocument> found = same(what, backends, tx -> tx.query(CLASS, query));
        withHits += found.isEmpty() ? 0 : 1;
        List<String> ids = ids(found);
        List<String> idsAlone = same(what, backends, tx -> tx.queryIds(CLASS, query));
        assertThat(idsAlone).as(what).isEqualTo(ids);
        same(what, backends, tx -> tx.count(CLASS, query.condition()));
        if (found.isEmpty()) {
            return;
        }
        StoredDocument middle = found.get(found.size() / 2);
        Query rest = query.offset(0).after(DocumentMatcher.of(query).position(middle));
        List<String> behind = same(what + " after " + middle.key(), backends, tx -> tx.queryIds(CLASS, rest));
        List<String> expected = ids.subList(found.size() / 2 + 1, ids.size());
        assertThat(behind.subList(0, expected.size())).as(what).isEqualTo(expected);
    }

    /** What all backends agree on, contents of documents included. */
    private static <T> T same(String what, List<BackendTransaction> backends, Function<BackendTransaction, T> ask) {
        List<T> answers = backends.stream().map(ask).toList();
        Object first = comparable(answers.get(0));
        for (int i = 1; i < answers.size(); i++) {
            Object other = comparable(answers.get(i));
            if (!other.equals(first)) {
                throw new AssertionError(what + "\nbackend " + i + ": " + difference(first, other));
            }
        }
        return answers.get(0);
    }

    private static String difference(Object expected, Object found) {
        if (expected instanceof List<?> a && found instanceof List<?> b) {
            int at = 0;
            while (at < Math.min(a.size(), b.size()) && a.get(at).equals(b.get(at))) {
                at++;
            }
            return "at " + at + " of " + a.size() + " / " + b.size() + " expected\n"
                    + a.subList(at, Math.min(a.size(), at + 2)) + " found\n"
                    + b.subList(at, Math.min(b.size(), at + 2));
        }
        return "expected " + expected + " found " + found;
    }

    private static Object comparable(Object answer) {
        return answer instanceof List<?> list
                ? list.stream()
                        .map(each -> each instanceof StoredDocument document
                                ? document.key().id() + " = " + document.content() + " " + document.metadata()
                                : each)
                        .toList()
                : answer;
    }

    private static List<String> ids(List<StoredDocument> documents) {
        return documents.stream().map(each -> each.key().id()).toList();
    }

    private static void delete(String what, RandomQueries random, List<StorageBackend> backends) {
        Query query = random.query();
        List<List<String>> deleted = new ArrayList<>();
        backends.forEach(each ->
                Fixtures.use(each, tx -> deleted.add(tx.delete(CLASS, query).ids())));
        List<List<String>> left = backends.stream()
                .map(each -> Fixtures.read(each, tx -> tx.ids(CLASS)))
                .toList();
        for (int i = 1; i < backends.size(); i++) {
            assertThat(deleted.get(i)).as(what + " deletes " + query).isEqualTo(deleted.get(0));
            assertThat(left.get(i)).as(what + " leaves after " + query).isEqualTo(left.get(0));
        }
    }
}
