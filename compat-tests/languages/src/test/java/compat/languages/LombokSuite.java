package compat.languages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import compat.languages.billing.Invoice;
import compat.languages.billing.Line;
import io.sepia.Storage;
import io.sepia.error.StaleVersionException;
import io.sepia.model.Ref;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lombok classes in a store. Their only annotation of Jackson is {@code @Jacksonized}. */
abstract class LombokSuite {
    private Storage storage;

    abstract Storage openEmpty();

    @BeforeEach
    void open() {
        storage = openEmpty();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static Address address() {
        return Address.builder()
                .street("St James's Square")
                .city("London")
                .country("UK")
                .note("ring")
                .note("twice")
                .build();
    }

    private static Product product(String name) {
        return Product.builder()
                .name(name)
                .price(new BigDecimal("2.50"))
                .stock(12)
                .labelled("brass")
                .labelled("new")
                .build();
    }

    @Test
    void data_withEmbeddedValues_comesBackEqual() {
        Customer customer = Customer.builder().name("Ada").build();
        customer.getAddresses().add(address());
        customer.getAddresses().add(Address.builder().city("Paris").build());
        storage.save(customer);

        Customer loaded = storage.load(Customer.class, customer.getId());

        assertThat(loaded).isEqualTo(customer).isNotSameAs(customer);
        assertThat(loaded.getVersion()).isEqualTo(1);
    }

    @Test
    void data_mayBePartOfACircle() {
        Customer ada = Customer.builder().name("Ada").build();
        Customer charles = Customer.builder().name("Charles").recommendedBy(ada).build();
        ada.setRecommendedBy(charles);
        storage.save(ada);

        Customer loaded = storage.load(Customer.class, ada.getId());

        assertThat(loaded.getRecommendedBy()).isEqualTo(charles);
        assertThat(loaded.getRecommendedBy().getRecommendedBy()).isSameAs(loaded);
    }

    @Test
    void value_withBuilder_comesBackEqual() {
        Product wheel = storage.save(product("wheel"));

        assertThat(wheel.getId()).isNotBlank();
        assertThat(wheel.getVersion()).isEqualTo(1);
        assertThat(storage.load(Product.class, wheel.getId())).isEqualTo(wheel).isNotSameAs(wheel);
    }

    @Test
    void value_absentProperties_haveTheDefaultsOfTheBuilder() {
        storage.documents("product").save("p1", "{\"name\":\"wheel\"}");

        Product loaded = storage.load(Product.class, "p1");

        assertThat(loaded)
                .isEqualTo(Product.builder().id("p1").name("wheel").version(1).build());
        assertThat(loaded.getStock()).isEqualTo(1);
    }

    @Test
    void value_refersToAndIsReferredTo() {
        Product cog = storage.save(product("cog"));
        Product wheel = product("wheel").toBuilder()
                .part(cog)
                .part(product("axle"))
                .replacement(Ref.of(cog))
                .build();
        Customer customer = Customer.builder().name("Ada").build();
        customer.getFavourites().put("first", wheel);
        customer.getFavourites().put("second", cog);
        storage.save(customer);

        Customer loaded = storage.load(Customer.class, customer.getId());

        assertThat(loaded).isEqualTo(customer);
        Product loadedWheel = loaded.getFavourites().get("first");
        assertThat(loadedWheel.getParts().get(0))
                .isSameAs(loaded.getFavourites().get("second"));
        assertThat(loadedWheel.getReplacement().loaded()).isEmpty();
        assertThat(loadedWheel.getReplacement().get()).isEqualTo(cog);
        assertThat(storage.count(Product.class)).isEqualTo(3);
    }

    @Test
    void value_changedCopy_continuesItsVersion() {
        Product first = storage.save(product("wheel")).toBuilder().build();
        Product second = storage.save(first.withName("cog wheel"));

        assertThat(second.getVersion()).isEqualTo(2);
        assertThatThrownBy(() -> storage.save(first.withName("late"))).isInstanceOf(StaleVersionException.class);
        assertThat(storage.documents("product").load(first.getId()).content()).doesNotContain("version");
    }

    @Test
    void constructorWithNamedParameters_makesTheLoadedObject() {
        Customer customer = storage.save(Customer.builder().name("Ada").build());
        Invoice invoice = storage.save(new Invoice(null, customer, List.of(new Line(product("cog"), 3)), null));

        Invoice loaded = storage.load(Invoice.class, invoice.getNumber());

        assertThat(loaded).isEqualTo(invoice);
        assertThat(loaded.getVersion()).isEqualTo(1);
    }

    @Test
    void fluentAccessors_changeNothing() {
        Customer ada = Customer.builder().name("Ada").build();
        Draft draft = new Draft("It weaves").id(5).isFinal(true).readers(Set.of(ada));
        storage.save(draft);

        Draft loaded = storage.load(Draft.class, 5);

        assertThat(loaded).usingRecursiveComparison().isEqualTo(draft);
        assertThat(loaded.version()).isEqualTo(1);
        assertThat(storage.documents("Draft").load("5").content()).contains("\"isFinal\":true");
    }

    @Test
    void failedTransaction_takesIdsAndVersionsBack() {
        Product cog = product("cog");
        Customer customer = new Customer(null, "Ada", new ArrayList<>(), Map.of("first", cog), null, 0);
        Invoice invoice = new Invoice(null, customer, List.of(new Line(cog, 1)), null);

        assertThatThrownBy(() -> storage.useTransaction(transaction -> {
                    transaction.save(invoice);
                    assertThat(invoice.getNumber()).isNotNull();
                    assertThat(cog.getVersion()).isEqualTo(1);
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");

        assertThat(storage.classes()).isEmpty();
        assertThat(cog).isEqualTo(product("cog"));
        assertThat(customer.getId()).isNull();
        assertThat(invoice.getNumber()).isNull();
        assertThat(invoice.getVersion()).isNull();
        storage.save(invoice);
        assertThat(storage.load(Invoice.class, invoice.getNumber())).isEqualTo(invoice);
    }
}
