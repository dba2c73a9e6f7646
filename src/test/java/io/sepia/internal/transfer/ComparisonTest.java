package io.sepia.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private StorageBackend hereStore;
    private StorageBackend thereStore;
    private BackendTransaction here;
    private BackendTransaction there;

    @BeforeEach
    void open() {
        hereStore = InMemoryStorage.open(Map.of());
        thereStore = InMemoryStorage.open(Map.of());
        here = hereStore.begin(Access.READ_WRITE);
        there = thereStore.begin(Access.READ_WRITE);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        hereStore.close();
        thereStore.close();
    }

    private static void save(BackendTransaction transaction, String className, String id, String content) {
        transaction.save(List.of(new DocumentWrite(
                new ObjectKey(className, id), ObjectType.SERIALIZABLE, content, null, WriteCondition.NONE)));
    }

    private List<String> differences() {
        List<String> found = new ArrayList<>();
        long count = new Comparison(here, there).run(each -> found.add(each.key() + " " + each.kind()));
        assertThat(count).isEqualTo(found.size());
        return found;
    }

    @Test
    void run_missingOnEitherSide_isToldInTheOrderOfKeys() {
        save(here, "B", "1", "{}");
        save(there, "A", "2", "{}");
        save(there, "B", "0", "{}");
        save(here, "B", "3", "{}");
        assertThat(differences())
                .containsExactly("A '2' ONLY_THERE", "B '0' ONLY_THERE", "B '1' ONLY_HERE", "B '3' ONLY_HERE");
    }

    @Test
    void run_otherContent_isToldApartFromOtherState() {
        save(here, "N", "content", "{\"a\":1}");
        save(there, "N", "content", "{\"a\":2}");
        save(here, "N", "state", "{\"a\":1}");
        save(there, "N", "state", "{}");
        save(there, "N", "state", "{ \"a\": 1.0 }");
        assertThat(differences()).containsExactly("N 'content' CONTENT", "N 'state' STATE");
    }

    @Test
    void run_moreThanAPage_missesNothing() {
        int count = 2 * StoreReader.PAGE + 1;
        for (int i = 0; i < count; i++) {
            save(here, "N", "n" + i, "{}");
        }
        assertThat(differences()).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void run_emptyStores_areEqual() {
        assertThat(differences()).isEmpty();
    }
}
