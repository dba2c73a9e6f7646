package io.sepia.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.shop.Catalog.Label;
import io.sepia.shop.Catalog.Product;
import io.sepia.shop.Sales.Buyer;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ids that are generated in a transaction that has read before, and between transactions that are rolled back. */
abstract class ShopIdsContract extends ShopFixture {
    private <T> void ids_ofEntities_areUnique(String entity, Supplier<T> made, Function<T, Long> id) {
        List<Long> ids = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            try (EntityManager em = factory.createEntityManager()) {
                em.getTransaction().begin();
                assertThat(em.createQuery("select count(e) from " + entity + " e", Long.class)
                                .getSingleResult())
                        .isEqualTo((round + 1) / 2 * 12L);
                List<T> entities = Stream.generate(made).limit(12).toList();
                entities.forEach(em::persist);
                em.flush();
                if (round % 2 == 0) {
                    em.getTransaction().commit();
                    entities.forEach(each -> ids.add(id.apply(each)));
                } else {
                    em.getTransaction().rollback();
                }
            }
        }
        assertThat(ids).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void ids_ofATable_areUnique() {
        ids_ofEntities_areUnique("Label", () -> new Label("l"), each -> each.id);
    }

    @Test
    void ids_ofASequence_areUnique() {
        ids_ofEntities_areUnique("Product", () -> new Product("p", "1", 1), each -> each.id);
    }

    @Test
    void ids_ofHibernatesChoice_areUnique() {
        ids_ofEntities_areUnique("Buyer", () -> new Buyer("ada", "London"), each -> each.id);
    }
}
