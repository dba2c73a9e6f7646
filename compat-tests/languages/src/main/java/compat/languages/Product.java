package compat.languages;

import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import lombok.Builder;
import lombok.Singular;
import lombok.Value;
import lombok.With;
import lombok.extern.jackson.Jacksonized;

/** A Lombok value that is a stored object, refers to others and is referred to. */
@Value
@Builder(toBuilder = true)
@Jacksonized
@Stored("product")
public class Product {
    @ObjectId
    String id;

    @With
    String name;

    BigDecimal price;

    @Builder.Default
    int stock = 1;

    @Singular
    List<Product> parts;

    @Singular("labelled")
    Set<String> labels;

    Ref<Product> replacement;

    @Version
    long version;
}
