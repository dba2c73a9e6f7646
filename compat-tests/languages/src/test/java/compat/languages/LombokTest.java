package compat.languages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Lombok classes are plain classes to Jackson. */
class LombokTest {
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void beanWithEmbeddedValue_survivesJson() throws Exception {
        Customer customer = Customer.builder().id("c1").name("Ada").build();
        customer.getAddresses()
                .add(Address.builder()
                        .street("St James's Square")
                        .city("London")
                        .build());

        String json = mapper.writeValueAsString(customer);

        assertThat(mapper.readValue(json, Customer.class)).isEqualTo(customer);
    }
}
