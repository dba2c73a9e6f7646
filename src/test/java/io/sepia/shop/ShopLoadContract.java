package io.sepia.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.error.RetryableException;
import io.sepia.jpa.StoredObject;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.shop.Catalog.Product;
import io.sepia.shop.Sales.Buyer;
import io.sepia.shop.Sales.Order;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The shop under load: 8 threads read, write, join documents and stream. Only retryable errors may occur, and what was
 * committed must be there. Runs for 2 seconds, or for {@code -Dsepia.shop.seconds}; see CONTRIBUTING.md.
 */
abstract class ShopLoadContract extends ShopFixture {
    private static final int THREADS = 8;
    private static final int PRODUCTS = 20;
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("sepia.shop.seconds", 2));
    private static final int H2_DEADLOCK = 40001;
    private static final int H2_CONCURRENT_UPDATE = 90131;
    private static final int H2_LOCK_TIMEOUT = 50200;
    private static final int SQLITE_BUSY = 5;
    private static final int PRIMARY_CODE = 0xff;

    /** A document about an order. */
    @Stored("receipt")
    record Receipt(@ObjectId String order, String buyer, BigDecimal total) {}

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong orders = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private final List<Long> products = new ArrayList<>();

    private Storage storage;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void load_ofEightThreads_meetsOnlyRetryableErrors() throws Exception {
        try (Storage open = Storage.of(factory)) {
            storage = open;
            commit(em -> {
                for (int i = 0; i < PRODUCTS; i++) {
                    Product product = new Product("p" + i, i + ".10", 1_000_000);
                    em.persist(product);
                    products.add(product.id);
                }
            });
            run();
            assertThat(failures).isEmpty();
            assertThat(orders.get()).isPositive();
            assertThat(storage.count(Receipt.class)).isEqualTo(orders.get());
            commit(em -> {
                assertThat(count(em, "Order")).isEqualTo(orders.get());
                assertThat(count(em, "Line")).isEqualTo(2 * orders.get());
                assertThat(em.createQuery("select sum(p.stock) from Product p", Long.class)
                                .getSingleResult())
                        .isEqualTo(PRODUCTS * 1_000_000L - 2 * orders.get());
            });
            System.out.println(getClass().getSimpleName() + ": " + orders + " orders, " + retried + " retried");
        }
    }

    private static long count(EntityManager em, String entity) {
        return em.createQuery("select count(e) from " + entity + " e", Long.class)
                .getSingleResult();
    }

    private void run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            long end = System.nanoTime() + TIME.toNanos();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                running.add(threads.submit(() -> {
                    while (System.nanoTime() < end && failures.isEmpty()) {
                        step(random);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void step(Random random) {
        try {
            switch (random.nextInt(6)) {
                case 0, 1 -> order(random);
                case 2 -> stream();
                case 3 ->
                    commit(em -> em.createQuery("from Order o order by o.id", Order.class)
                            .setMaxResults(10)
                            .getResultStream()
                            .forEach(each -> assertThat(each.lines).hasSize(2)));
                case 4 ->
                    storage.save(new Receipt(
                            storage.ids(Receipt.class).stream().findFirst().orElseGet(() -> orderId(random)),
                            "renamed",
                            BigDecimal.TEN));
                default -> receiptsOfOrders();
            }
        } catch (Throwable e) {
            if (isRetryable(e)) {
                retried.incrementAndGet();
            } else {
                failures.add(e);
            }
        }
    }

    private void stream() {
        try (Stream<Receipt> receipts = storage.stream(Receipt.class)) {
            receipts.limit(50).forEach(each -> assertThat(each.total()).isPositive());
        }
    }

    private String orderId(Random random) {
        UUID id = order(random);
        return id.toString();
    }

    /** Writes entities and a document in one transaction. Products are locked in one order. */
    private UUID order(Random random) {
        int first = random.nextInt(PRODUCTS - 1);
        Order order = committed(em -> {
            Buyer buyer = new Buyer("b" + random.nextInt(100), "London");
            em.persist(buyer);
            Order made = new Order(buyer);
            BigDecimal total = BigDecimal.ONE;
            for (int each : new int[] {first, first + 1}) {
                Product product = em.find(Product.class, products.get(each));
                product.stock--;
                made.add(product, 1);
                total = total.add(product.price);
            }
            em.persist(made);
            storage.joining(em).save(new Receipt(made.id.toString(), buyer.name, total));
            return made;
        });
        orders.incrementAndGet();
        return order.id;
    }

    private void receiptsOfOrders() {
        commit(em -> {
            List<Object[]> found = em.createQuery(
                            "select o, r from Order o join StoredObject r on r.className = 'receipt'"
                                    + " and r.objectId = cast(o.id as String)",
                            Object[].class)
                    .setMaxResults(10)
                    .getResultList();
            found.forEach(each ->
                    assertThat(((StoredObject) each[1]).getObjectId()).isEqualTo(((Order) each[0]).id.toString()));
        });
    }

    private static boolean isRetryable(Throwable error) {
        return Stream.iterate(error, each -> each != null, Throwable::getCause)
                .anyMatch(each -> each instanceof RetryableException
                        || each instanceof OptimisticLockException
                        || each instanceof PessimisticLockException
                        || each instanceof LockTimeoutException
                        || each instanceof SQLException sql && isRetryable(sql.getErrorCode()));
    }

    private static boolean isRetryable(int code) {
        return code == H2_DEADLOCK
                || code == H2_CONCURRENT_UPDATE
                || code == H2_LOCK_TIMEOUT
                || (code & PRIMARY_CODE) == SQLITE_BUSY && code < H2_DEADLOCK;
    }
}
