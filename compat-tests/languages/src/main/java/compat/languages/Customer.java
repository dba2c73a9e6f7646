package compat.languages;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lombok.AllArgsConstructor;
import lombok.Builder;
import lombok.Data;
import lombok.EqualsAndHashCode;
import lombok.NoArgsConstructor;
import lombok.ToString;

/** A Lombok class with accessors and a no-argument constructor: the usual mutable bean. */
@Data
@Builder
@NoArgsConstructor
@AllArgsConstructor
@Stored
public class Customer {
    @ObjectId
    private String id;

    private String name;

    @Builder.Default
    private List<Address> addresses = new ArrayList<>();

    @Builder.Default
    private Map<String, Product> favourites = new LinkedHashMap<>();

    @EqualsAndHashCode.Exclude
    @ToString.Exclude
    private Customer recommendedBy;

    @Version
    private long version;
}
