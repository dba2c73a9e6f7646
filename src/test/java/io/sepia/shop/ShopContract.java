package io.sepia.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.shop.Catalog.Bike;
import io.sepia.shop.Catalog.Book;
import io.sepia.shop.Catalog.Category;
import io.sepia.shop.Catalog.Gadget;
import io.sepia.shop.Catalog.Label;
import io.sepia.shop.Catalog.Product;
import io.sepia.shop.Catalog.Sku;
import io.sepia.shop.Catalog.Truck;
import io.sepia.shop.Catalog.Vehicle;
import io.sepia.shop.Sales.Address;
import io.sepia.shop.Sales.Buyer;
import io.sepia.shop.Sales.CardPayment;
import io.sepia.shop.Sales.Level;
import io.sepia.shop.Sales.Line;
import io.sepia.shop.Sales.Order;
import io.sepia.shop.Sales.Payment;
import io.sepia.shop.Sales.Status;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.Tuple;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Root;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests of a shop, as its authors wrote them for H2: nothing in them knows of the store. */
abstract class ShopContract extends ShopFixture {
    private Product product(String name, String price) {
        return persisted(new Product(name, price, 10));
    }

    private <T> T persisted(T entity) {
        commit(em -> em.persist(entity));
        return entity;
    }

    @Test
    void ids_ofEachKind_areGenerated() {
        Buyer auto = persisted(new Buyer("ada", "London"));
        Category identity = persisted(new Category("books", null));
        Product sequence = product("pen", "1.00");
        Label table = persisted(new Label("new"));
        Order uuid = persisted(new Order(auto));

        assertThat(List.of(auto.id, identity.id, sequence.id, table.id)).allMatch(each -> each > 0);
        assertThat(uuid.id).isNotNull();
    }

    @Test
    void values_ofEachType_comeBack() {
        Product product = new Product("pen", "99999999.99", 3);
        product.sku = new Sku("acme", 7);
        product.description = "long ".repeat(10_000);
        product.image = new byte[] {0, 1, (byte) 0xff};
        product.details.put("color", "blue 'ink'");
        persisted(product);
        Buyer buyer = new Buyer("Ä\uD83D\uDE00", "Köln");
        buyer.born = LocalDate.of(1815, 12, 10);
        buyer.calledAt = LocalTime.of(23, 59, 59);
        buyer.registered = Instant.parse("2024-02-29T12:30:45.123456Z");
        buyer.mails.addAll(Set.of("a@example.org", "b@example.org"));
        buyer.points.putAll(Map.of("first", 1, "second", 2));
        buyer.others.addAll(List.of(new Address("1", "Rome"), new Address("2", "Oslo")));
        persisted(buyer);
        Order order = new Order(buyer);
        order.ordered = LocalDateTime.of(2024, 3, 31, 2, 30, 0, 123_456_000);
        order.promised = OffsetDateTime.parse("2024-04-01T00:00:00+02:00");
        persisted(order);

        commit(em -> {
            Product found = em.find(Product.class, product.id);
            assertThat(found.price).isEqualByComparingTo("99999999.99");
            assertThat(found.sku).isEqualTo(new Sku("acme", 7));
            assertThat(found.description).isEqualTo(product.description);
            assertThat(found.image).isEqualTo(product.image);
            assertThat(found.details).containsExactly(Map.entry("color", "blue 'ink'"));
            Buyer who = em.find(Buyer.class, buyer.id);
            assertThat(who.name).isEqualTo(buyer.name);
            assertThat(who.born).isEqualTo(buyer.born);
            assertThat(who.calledAt).isEqualTo(buyer.calledAt);
            assertThat(who.registered).isEqualTo(buyer.registered);
            assertThat(who.level).isEqualTo(Level.NEW);
            assertThat(who.mails).containsExactlyInAnyOrder("a@example.org", "b@example.org");
            assertThat(who.points).containsOnly(Map.entry("first", 1), Map.entry("second", 2));
            assertThat(who.others).extracting(each -> each.city).containsExactly("Rome", "Oslo");
            Order placed = em.find(Order.class, order.id);
            assertThat(placed.ordered).isEqualTo(order.ordered);
            assertThat(placed.promised.toInstant()).isEqualTo(order.promised.toInstant());
            assertThat(placed.status).isEqualTo(Status.OPEN);
        });
    }

    @Test
    void hierarchies_ofEachKind_areQueriedByClass() {
        persisted(new Book("notes", "20.00", 300));
        persisted(new Gadget("lamp", "30.50", 4.5));
        product("pen", "1.00");
        Truck truck = new Truck();
        truck.plate = "T 1";
        persisted(truck);
        Bike bike = new Bike();
        bike.plate = "B 1";
        persisted(bike);
        Order order = persisted(new Order(null));
        persisted(new CardPayment(order, "7.50", "1234"));
        persisted(new Payment());

        commit(em -> {
            assertThat(names(em, "select p.name from Product p order by p.name"))
                    .containsExactly("lamp", "notes", "pen");
            assertThat(names(em, "select p.name from Product p where type(p) = Gadget"))
                    .containsExactly("lamp");
            assertThat(names(em, "select b.name from Book b where b.pages > 100"))
                    .containsExactly("notes");
            assertThat(names(em, "select v.plate from Vehicle v order by v.plate"))
                    .containsExactly("B 1", "T 1");
            assertThat(em.find(Vehicle.class, bike.id)).isInstanceOf(Bike.class);
            assertThat(em.createQuery("from Payment p where treat(p as CardPayment).card = '1234'", Payment.class)
                            .getSingleResult())
                    .isInstanceOf(CardPayment.class);
        });
        commit(em -> {
            assertThat(em.createQuery("update Payment p set p.amount = 9 where p.amount is null")
                            .executeUpdate())
                    .isEqualTo(1);
            assertThat(em.createQuery("update CardPayment p set p.card = '5', p.amount = 8")
                            .executeUpdate())
                    .isEqualTo(1);
            assertThat(em.createQuery("delete from CardPayment p where p.card = '5'")
                            .executeUpdate())
                    .isEqualTo(1);
            assertThat(em.createQuery("delete from Vehicle").executeUpdate()).isEqualTo(2);
        });
    }

    private static List<String> names(EntityManager em, String query) {
        return em.createQuery(query, String.class).getResultList();
    }

    @Test
    void order_withoutALine_removesTheOrphan() {
        Order order = new Order(persisted(new Buyer("ada", "London")));
        order.add(product("pen", "1.10"), 3);
        order.add(product("ink", "2.20"), 1);
        order.payment = new CardPayment(order, "5.50", "1234");
        persisted(order);
        commit(em -> em.find(Order.class, order.id).lines.remove(0));
        commit(em -> {
            Order found = em.find(Order.class, order.id);
            assertThat(found.lines).hasSize(1);
            assertThat(found.payment.amount).isEqualByComparingTo("5.50");
            em.remove(found);
        });
        commit(em -> {
            assertThat(em.createQuery("select count(l) from Line l", Long.class).getSingleResult())
                    .isZero();
            assertThat(em.createQuery("select count(p) from Payment p", Long.class)
                            .getSingleResult())
                    .isZero();
        });
    }

    @Test
    void associations_bothWays_areLoaded() {
        Category books = persisted(new Category("books", null));
        persisted(new Category("novels", books));
        persisted(new Category("atlases", books));
        Label label = persisted(new Label("new"));
        Product product = product("pen", "1.00");
        commit(em -> {
            Product found = em.find(Product.class, product.id);
            found.category = em.getReference(Category.class, books.id);
            found.labels.add(em.getReference(Label.class, label.id));
        });
        commit(em -> {
            assertThat(em.find(Category.class, books.id).children)
                    .extracting(each -> each.name)
                    .containsExactly("atlases", "novels");
            assertThat(names(em, "select p.name from Product p join p.labels l where l.text = 'new'"))
                    .containsExactly("pen");
            em.find(Product.class, product.id).labels.clear();
        });
        commit(em -> assertThat(em.find(Product.class, product.id).labels).isEmpty());
        assertThatThrownBy(() -> persisted(new Category("books", null)))
                .hasStackTraceContaining("ConstraintViolationException");
    }

    @Test
    void money_isSummedExactly() {
        Order order = new Order(persisted(new Buyer("ada", "London")));
        order.add(product("a", "0.10"), 1);
        order.add(product("b", "0.20"), 1);
        order.add(product("c", "12345678.91"), 1);
        persisted(order);
        commit(em -> {
            assertThat(em.createQuery("select sum(l.price) from Line l", BigDecimal.class)
                            .getSingleResult())
                    .isEqualByComparingTo("12345679.21");
            assertThat(names(em, "select p.name from Product p where p.price = 0.1"))
                    .containsExactly("a");
            assertThat(names(em, "select p.name from Product p where p.price > 0.15 order by p.price desc"))
                    .containsExactly("c", "b");
            Tuple grouped = em.createQuery(
                            "select l.order.id as id, count(l) as lines, max(l.price) as most from Line l"
                                    + " group by l.order.id having sum(l.price) > 1",
                            Tuple.class)
                    .getSingleResult();
            assertThat(grouped.get("lines", Long.class)).isEqualTo(3);
            assertThat(grouped.get("most", BigDecimal.class)).isEqualByComparingTo("12345678.91");
        });
    }

    @Test
    void queries_namedNativeAndCriteria_agree() {
        persisted(new Buyer("bob", "London"));
        persisted(new Buyer("ada", "London"));
        persisted(new Buyer("eve", "Paris"));
        commit(em -> {
            assertThat(em.createNamedQuery("Buyer.inCity", Buyer.class)
                            .setParameter("city", "London")
                            .getResultList())
                    .extracting(each -> each.name)
                    .containsExactly("ada", "bob");
            List<?> found = em.createNativeQuery("select name from Buyer where city = ? order by name", String.class)
                    .setParameter(1, "London")
                    .getResultList();
            assertThat(found).isEqualTo(List.of("ada", "bob"));
            CriteriaBuilder criteria = em.getCriteriaBuilder();
            CriteriaQuery<Buyer> select = criteria.createQuery(Buyer.class);
            Root<Buyer> buyer = select.from(Buyer.class);
            select.where(criteria.like(criteria.lower(buyer.get("name")), "%b%"))
                    .orderBy(criteria.desc(buyer.get("id")));
            assertThat(em.createQuery(select).setMaxResults(1).getResultList())
                    .extracting(each -> each.name)
                    .containsExactly("bob");
        });
        commit(em -> {
            assertThat(em.createQuery("update Buyer b set b.level = REGULAR where b.address.city = 'London'")
                            .executeUpdate())
                    .isEqualTo(2);
            assertThat(em.createQuery("delete from Buyer b where b.level = NEW").executeUpdate())
                    .isEqualTo(1);
        });
    }

    @Test
    void entityGraph_loadsTheLines() {
        Order order = new Order(persisted(new Buyer("ada", "London")));
        order.add(product("pen", "1.10"), 3);
        persisted(order);
        Order loaded;
        try (EntityManager em = factory.createEntityManager()) {
            loaded = em.find(
                    Order.class, order.id, Map.of("jakarta.persistence.fetchgraph", em.getEntityGraph("Order.lines")));
        }
        assertThat(loaded.lines).extracting(each -> each.count).containsExactly(3);
    }

    @Test
    void versions_refuseALostUpdate() {
        Product product = product("pen", "1.00");
        Product stale;
        try (EntityManager em = factory.createEntityManager()) {
            stale = em.find(Product.class, product.id);
        }
        commit(em -> em.find(Product.class, product.id, LockModeType.PESSIMISTIC_WRITE).stock--);
        stale.stock--;
        assertThatThrownBy(() -> commit(em -> em.merge(stale))).isInstanceOf(OptimisticLockException.class);
        commit(em -> em.find(Product.class, product.id, LockModeType.OPTIMISTIC_FORCE_INCREMENT));
        commit(em -> {
            Product found = em.find(Product.class, product.id);
            assertThat(found.stock).isEqualTo(9);
            assertThat(found.version).isEqualTo(2);
        });
    }

    @Test
    void stream_ofManyRows_isReadInParts() {
        commit(em -> {
            for (int i = 0; i < 500; i++) {
                em.persist(new Label("l" + i));
            }
        });
        commit(em -> {
            try (Stream<Label> labels =
                    em.createQuery("from Label l order by l.id", Label.class).getResultStream()) {
                assertThat(labels.map(each -> each.text).filter(each -> each.endsWith("7")))
                        .hasSize(50);
            }
            assertThat(em.createQuery("select l.text from Label l order by l.id", String.class)
                            .setFirstResult(490)
                            .setMaxResults(3)
                            .getResultList())
                    .containsExactly("l490", "l491", "l492");
        });
        Line none = committed(em -> em.find(Line.class, -1L));
        assertThat(none).isNull();
    }
}
