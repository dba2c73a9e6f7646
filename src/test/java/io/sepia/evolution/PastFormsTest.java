package io.sepia.evolution;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.MappingException;
import io.sepia.error.NotMigratedException;
import io.sepia.error.UnknownMembersException;
import io.sepia.evolution.PresentForm.Address;
import io.sepia.evolution.PresentForm.Customer;
import io.sepia.evolution.PresentForm.Item;
import io.sepia.evolution.PresentForm.Purchase;
import io.sepia.evolution.PresentForm.Ticket;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A directory of stores, written by each past form of the classes and opened by the present one. */
class PastFormsTest {
    @TempDir
    Path directory;

    private enum Kind {
        SQLITE,
        FILE
    }

    private record Place(Kind kind, int form) {
        StorageBuilder builder(Path directory) {
            Path path = directory.resolve(kind + "-" + form);
            return kind == Kind.SQLITE
                    ? StorageBuilder.of(path)
                    : StorageBuilder.of("file").option("path", path);
        }
    }

    static Stream<Place> places() {
        return Stream.of(Kind.SQLITE, Kind.FILE).flatMap(kind -> Stream.of(new Place(kind, 1), new Place(kind, 2)));
    }

    @BeforeEach
    void write() {
        places().forEach(place -> {
            try (Storage storage = place.builder(directory).open()) {
                if (place.form() == 1) {
                    writeFirst(storage);
                } else {
                    writeSecond(storage);
                }
            }
        });
    }

    private static void writeFirst(Storage storage) {
        FirstForm.Order order = new FirstForm.Order();
        order.id = "a";
        order.total = 12;
        order.count = 3;
        order.customerName = "Ada";
        order.note = "fragile";
        order.color = FirstForm.Color.GREEN;
        order.shape = new FirstForm.Circle(2);
        order.zip = "10115";
        order.items = List.of(new FirstForm.Item("pen"));
        storage.save(order);
        storage.save(new FirstForm.Ticket("open", FirstForm.State.OPEN, 1, 0));
        storage.save(new FirstForm.Ticket("closed", FirstForm.State.CLOSED, 2, 0));
        storage.save(new FirstForm.Ticket("large", FirstForm.State.OPEN, 3_000_000_000L, 0));
    }

    private static void writeSecond(Storage storage) {
        SecondForm.Order order = new SecondForm.Order();
        order.id = "a";
        order.total = 12;
        order.count = 3;
        order.customer = "Ada";
        order.note = "fragile";
        order.color = SecondForm.Color.GREEN;
        order.shape = new SecondForm.Circle(2);
        order.zip = "10115";
        order.items = List.of(new SecondForm.Item("pen", 0));
        storage.save(order);
        storage.save(new SecondForm.Ticket("open", SecondForm.State.OPEN, 1, "Eve", 0));
        storage.save(new SecondForm.Ticket("closed", SecondForm.State.CLOSED, 2, "Eve", 0));
        storage.save(new SecondForm.Ticket("large", SecondForm.State.OPEN, 3_000_000_000L, "Eve", 0));
    }

    private Storage open(Place place) {
        return place.builder(directory)
                .migrate(Purchase.class, 2, steps -> steps.move("zip", "address.zip"))
                .open();
    }

    @ParameterizedTest
    @MethodSource("places")
    void load_pastForm_isReadAsThePresentOne(Place place) {
        try (Storage storage = open(place)) {
            Purchase order = storage.load(Purchase.class, "a");

            assertThat(order.total).isEqualByComparingTo(BigDecimal.valueOf(12));
            assertThat(order.count).isEqualTo(3);
            assertThat(order.customer).isEqualTo("Ada");
            assertThat(order.color).isEqualTo(PresentForm.Color.LIME);
            assertThat(order.shape).isEqualTo(new PresentForm.Circle(2));
            assertThat(order.address).isEqualTo(new Address("10115", null));
            assertThat(order.items).containsExactly(new Item("pen", 0, null));
            assertThat(order.currency).isEqualTo("EUR");
            assertThat(order.priority).isZero();
            assertThat(order.paid).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void save_pastForm_keepsWhatThePresentOneDoesNotKnow(Place place) {
        try (Storage storage = open(place)) {
            Purchase order = storage.load(Purchase.class, "a");
            order.shape = new PresentForm.Star(5);
            storage.save(order);
            assertThat(storage.documents("Order").load("a").content())
                    .contains("\"note\":\"fragile\"", "\"customer\":\"Ada\"", "\"LIME\"", "\"$schema\":2")
                    .doesNotContain("customerName");

            Purchase other = new Purchase();
            other.id = "a";
            assertThatExceptionOfType(UnknownMembersException.class)
                    .isThrownBy(() -> storage.save(other))
                    .withMessageContaining("note");
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void update_recordOfAPastForm_keepsRemovedComponents(Place place) {
        try (Storage storage = open(place)) {
            storage.update(Ticket.class, "open", each -> new Ticket(each.id(), each.state(), 9, each.version()));
            String content = storage.documents("Ticket").load("open").content();
            assertThat(content).contains("\"number\":9");
            assertThat(content.contains("\"owner\":\"Eve\"")).isEqualTo(place.form() == 2);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void query_pastForm_isRefusedUntilAllAreMigrated(Place place) {
        try (Storage storage = open(place)) {
            assertThatExceptionOfType(NotMigratedException.class)
                    .isThrownBy(() -> storage.query(Purchase.class)
                            .where(field("address.zip").eq("10115"))
                            .list());
            assertThat(storage.contents()
                            .migrations()
                            .migrateAll(Purchase.class)
                            .migrated())
                    .isEqualTo(1);
            assertThat(storage.query(Purchase.class)
                            .where(field("address.zip")
                                    .eq("10115")
                                    .and(field("customer").eq("Ada"))
                                    .and(field("total").gt(11)))
                            .ids())
                    .containsExactly("a");
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void load_removedConstantAndNarrowedNumber_areRefusedOneByOne(Place place) {
        try (Storage storage = open(place)) {
            assertThat(storage.load(Ticket.class, "open").number()).isEqualTo(1);
            for (String id : List.of("closed", "large")) {
                assertThatExceptionOfType(DocumentFormatException.class)
                        .isThrownBy(() -> storage.load(Ticket.class, id))
                        .withMessageContaining("Ticket")
                        .withMessageContaining(id);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void split_intoTwoStoredClasses_isAChangeOfBothDocuments(Place place) {
        try (Storage storage = open(place)) {
            storage.useTransaction(tx -> {
                Purchase order = tx.load(Purchase.class, "a");
                tx.save(new Customer(order.customer.toLowerCase(Locale.ROOT), order.customer));
            });
            assertThat(storage.load(Customer.class, "ada").name()).isEqualTo("Ada");
        }
    }

    /** Another class than that of the past, because it has no stored name of its own. */
    @Stored
    record Moved(@ObjectId String id) {}

    @Test
    void rename_withoutAStoredName_needsTheFormerNameAsStoredName() throws IOException {
        try (Storage storage =
                Storage.open(Files.createTempDirectory(directory, "x").resolve("store.db"))) {
            storage.documents("Former").save("a", "{\"id\":\"a\"}");
            assertThat(storage.find(Moved.class, "a")).isEmpty();
            storage.documents("Former").query().stream()
                    .forEach(each -> storage.documents("Moved").save(each.key().id(), each.content()));
            assertThat(storage.load(Moved.class, "a")).isEqualTo(new Moved("a"));
        }
    }

    @Test
    void twoForms_inOneStore_areRefused() {
        try (Storage storage = open(new Place(Kind.SQLITE, 1))) {
            storage.load(Purchase.class, "a");
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> storage.load(FirstForm.Order.class, "a"));
        }
    }
}
