package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.DocumentFormatException;
import io.sepia.error.StorageException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Streams that fail, and streams that are read while their thread writes. */
interface StreamContract extends StorageFixture {
    /** More than any pool of connections holds. */
    int MANY = 40;

    class Item {
        String id;
        int number;
    }

    private void saveItems(int count, int unreadable) {
        storage().useTransaction(tx -> {
            for (int i = 0; i < count; i++) {
                String number = i == unreadable ? "\"none\"" : "" + i;
                tx.documents("Item").save("%04d".formatted(i), "{\"number\":" + number + "}");
            }
        });
    }

    private List<String> expected(int count, int unreadable) {
        return IntStream.range(0, count)
                .filter(i -> i != unreadable)
                .mapToObj("%04d"::formatted)
                .toList();
    }

    /** The results of a stream and, in their place, the exceptions. */
    private static List<Object> all(Stream<Item> stream) {
        List<Object> all = new ArrayList<>();
        try (stream) {
            Iterator<Item> items = stream.iterator();
            while (all.size() < 2_000) {
                try {
                    if (!items.hasNext()) {
                        break;
                    }
                    all.add(items.next().id);
                } catch (StorageException e) {
                    all.add(e);
                }
            }
        }
        return all;
    }

    @Test
    default void stream_oneObjectIsUnreadable_onlyThatOneFails() {
        saveItems(700, 300);
        List<Supplier<Stream<Item>>> streams = List.of(
                () -> storage().stream(Item.class),
                () -> storage().query(Item.class).where("id >= '0'").stream(),
                () -> storage().query(Item.class).orderBy("id").stream());
        for (Supplier<Stream<Item>> each : streams) {
            List<Object> all = all(each.get());
            assertThat(all.get(300)).isInstanceOf(DocumentFormatException.class);
            all.remove(300);
            assertThat(all).isEqualTo(expected(700, 300));
        }
    }

    @Test
    default void stream_failsAndIsNeverClosed_holdsNothing() {
        saveItems(600, 300);
        for (int i = 0; i < MANY; i++) {
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(() -> storage().stream(Item.class).toList());
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(() -> storage().stream(Item.class).limit(400).toList());
            assertThatExceptionOfType(Rollback.class)
                    .isThrownBy(() -> storage().stream(Item.class).forEach(item -> {
                        throw new Rollback();
                    }));
        }
        assertThat(storage().count(Item.class)).isEqualTo(600);
    }

    @Test
    default void stream_failsInATransaction_leavesTheTransactionUsable() {
        saveItems(3, 1);
        storage().useTransaction(tx -> {
            assertThat(all(tx.stream(Item.class))).hasSize(3);
            tx.delete(Item.class, "0000");
        });
        assertThat(storage().ids(Item.class)).containsExactly("0001", "0002");
    }

    @Test
    default void stream_savingAndLoadingWhatItDelivers_loadsWhatWasSaved() {
        saveItems(600, -1);
        int changed = 0;
        try (Stream<Item> items = storage().stream(Item.class)) {
            for (Item each : (Iterable<Item>) items::iterator) {
                each.number += 1_000;
                storage().save(each);
                assertThat(storage().load(Item.class, each.id).number).isEqualTo(each.number);
                changed++;
            }
        }
        assertThat(changed).isEqualTo(600);
    }
}
