package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.MappingException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every write checks versions; they are stored in their column only, and a rollback restores them. */
interface VersionContract extends StorageFixture {
    class Account {
        String id;
        int balance;

        @Version
        long version;

        Account() {}

        Account(String id) {
            this.id = id;
        }
    }

    class Boxed {
        String id = "a";

        @Version
        Long version;
    }

    class Narrow {
        String id = "a";

        @Version
        int version;
    }

    class NarrowBoxed {
        String id = "a";

        @Version
        Integer version;
    }

    class Jpa {
        String id = "a";

        @jakarta.persistence.Version
        long version;
    }

    record Price(String id, int amount, @Version long version) {}

    class TextVersion {
        String id = "a";

        @Version
        String version;
    }

    @Stored
    class Customer {
        String id;
        String name;

        @Version
        long version;

        Customer() {}

        Customer(String id) {
            this.id = id;
        }
    }

    class Order {
        String id = "o";
        List<Customer> customers = new ArrayList<>();

        @Version
        long version;
    }

    private void assertStale(long expected, long found, ThrowingCallable call) {
        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(call)
                .withMessageContaining("'a'")
                .satisfies(e -> {
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.found()).isEqualTo(found);
                    assertThat(e.id()).isEqualTo("a");
                });
    }

    @Test
    default void save_advancesTheVersion() {
        Account account = storage().save(new Account("a"));
        assertThat(account.version).isEqualTo(1);
        storage().save(account);
        storage().update(account);
        storage().saveGraph(account);
        storage().saveAll(List.of(account));
        storage().updateAll(List.of(account));
        assertThat(account.version).isEqualTo(6);
        assertThat(storage().load(Account.class, "a").version).isEqualTo(6);
        assertThat(storage().findVersioned(Account.class, "a").orElseThrow().version())
                .isEqualTo(6);
    }

    @Test
    default void save_allTypesOfVersions_areFilled() {
        assertThat(storage().save(new Boxed()).version).isEqualTo(1);
        assertThat(storage().save(new Narrow()).version).isEqualTo(1);
        assertThat(storage().save(new NarrowBoxed()).version).isEqualTo(1);
        assertThat(storage().save(new Jpa()).version).isEqualTo(1);
        assertThat(storage().save(storage().load(Boxed.class, "a")).version).isEqualTo(2);
        assertThat(storage().save(storage().load(Narrow.class, "a")).version).isEqualTo(2);
        assertThat(storage().save(storage().load(NarrowBoxed.class, "a")).version)
                .isEqualTo(2);
        for (Object each : List.of(new Boxed(), new Narrow(), new NarrowBoxed(), new Jpa())) {
            assertThatExceptionOfType(StaleVersionException.class).isThrownBy(saving(each));
        }
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(new TextVersion()))
                .withMessageContaining("Versions are long, Long, int or Integer");
    }

    @Test
    default void save_version_isNotInTheContent() {
        storage().save(new Account("a"));
        storage().save(new Price("p", 5, 0));
        assertThat(content("Account", "a")).isEqualTo("{\"id\":\"a\",\"balance\":0}");
        assertThat(content("Price", "p")).isEqualTo("{\"id\":\"p\",\"amount\":5}");
        storage().documents("Account").save("b", "{\"id\":\"b\",\"balance\":1,\"version\":77}");
        assertThat(storage().load(Account.class, "b").version).isEqualTo(1);
    }

    @Test
    default void save_record_comesBackWithItsVersion() {
        Price given = new Price("p", 5, 0);
        Price first = storage().save(given);
        assertThat(given.version()).isZero();
        assertThat(first).isEqualTo(new Price("p", 5, 1));
        Price second = storage().save(new Price("p", 6, first.version()));
        assertThat(second.version()).isEqualTo(2);
        assertThat(storage().load(Price.class, "p")).isEqualTo(second);
        assertThatExceptionOfType(StaleVersionException.class).isThrownBy(saving(first));
    }

    @Test
    default void save_versionZeroOfStoredObject_isRefused() {
        storage().save(new Account("a"));
        Account second = new Account("a");
        assertStale(0, 1, saving(second));
        assertStale(0, 1, () -> storage().saveGraph(second));
        assertStale(0, 1, () -> storage().update(second));
        assertThat(second.version).isZero();
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> storage().insert(second));
    }

    @Test
    default void anyWrite_staleVersion_isRefused() {
        Account stale = storage().save(new Account("a"));
        Account fresh = storage().load(Account.class, "a");
        fresh.balance = 10;
        storage().save(fresh);
        assertStale(1, 2, saving(stale));
        assertStale(1, 2, () -> storage().update(stale));
        assertStale(1, 2, () -> storage().saveGraph(stale));
        assertStale(1, 2, () -> storage().saveAll(List.of(new Account("new"), stale)));
        assertStale(1, 2, () -> storage().updateAll(List.of(stale)));
        assertStale(1, 2, () -> storage().delete(stale));
        assertThat(stale.version).isEqualTo(1);
        assertThat(storage().load(Account.class, "a").balance).isEqualTo(10);
        assertThat(storage().ids(Account.class)).containsExactly("a");
        assertThat(storage().delete(fresh)).isTrue();
    }

    @Test
    default void anyWrite_deletedObject_isRefused() {
        Account account = storage().save(new Account("a"));
        storage().delete(Account.class, "a");
        assertStale(1, 0, saving(account));
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage().update(account));
        assertThat(storage().delete(account)).isFalse();
        assertThat(storage().count(Account.class)).isZero();
        account.version = 0;
        assertThat(storage().save(account).version).isEqualTo(2);
    }

    @Test
    default void insert_ignoresTheVersionOfANewObject() {
        Account account = new Account("a");
        account.version = 9;
        assertThat(storage().insert(account).version).isEqualTo(1);
        assertThat(storage().load(Account.class, "a").version).isEqualTo(1);
    }

    @Test
    default void rollback_restoresVersions() {
        Account old = storage().save(new Account("a"));
        Account young = new Account("b");
        Boxed boxed = new Boxed();
        rolledBack(tx -> {
            tx.save(old);
            tx.save(old);
            tx.insert(young);
            tx.save(boxed);
            assertThat(old.version).isEqualTo(3);
            assertThat(young.version).isEqualTo(1);
        });
        assertThat(old.version).isEqualTo(1);
        assertThat(young.version).isZero();
        assertThat(boxed.version).isNull();
        assertThat(storage().save(old).version).isEqualTo(2);
        assertThat(storage().save(young).version).isEqualTo(1);
    }

    @Test
    default void saveAll_oneStale_restoresAllVersions() {
        Account a = storage().save(new Account("a"));
        Account b = new Account("b");
        storage().save(storage().load(Account.class, "a"));
        assertStale(1, 2, () -> storage().saveAll(List.of(b, a)));
        assertThat(b.version).isZero();
        assertThat(a.version).isEqualTo(1);
    }

    @Test
    default void saveAll_oneInstanceTwice_advancesTwice() {
        Account account = new Account("a");
        storage().saveAll(List.of(account, account));
        assertThat(account.version).isEqualTo(2);
        assertThat(storage().load(Account.class, "a").version).isEqualTo(2);
    }

    @Test
    default void save_newTargets_getVersionsToo() {
        Order order = new Order();
        order.customers.add(new Customer("a"));
        storage().save(order);
        assertThat(order.customers.get(0).version).isEqualTo(1);
        storage().save(order);
        assertThat(order.customers.get(0).version).isEqualTo(1);
        storage().saveGraph(order);
        assertThat(order.customers.get(0).version).isEqualTo(2);
        assertThat(order.version).isEqualTo(3);
    }

    @Test
    default void saveGraph_staleTarget_isRefusedAndRestoresAll() {
        Order order = new Order();
        order.customers.add(new Customer("a"));
        order.customers.add(new Customer("b"));
        storage().save(order);
        storage().save(storage().load(Customer.class, "a"));
        assertStale(1, 2, () -> storage().saveGraph(order));
        assertThat(order.version).isEqualTo(1);
        assertThat(order.customers).extracting(each -> each.version).containsExactly(1L, 1L);
        assertThat(storage().load(Customer.class, "b").version).isEqualTo(1);
    }
}
