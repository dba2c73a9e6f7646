package compat.languages;

import io.sepia.object.ObjectId;
import io.sepia.object.Stored;
import io.sepia.object.Version;
import java.util.ArrayList;
import java.util.List;
import lombok.AllArgsConstructor;
import lombok.Builder;
import lombok.Data;
import lombok.NoArgsConstructor;

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

    @Version
    private long version;
}
