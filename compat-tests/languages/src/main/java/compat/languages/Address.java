package compat.languages;

import java.util.List;
import lombok.Builder;
import lombok.Singular;
import lombok.Value;
import lombok.extern.jackson.Jacksonized;

/** A Lombok value, immutable and read through its builder; embedded. */
@Value
@Builder
@Jacksonized
public class Address {
    String street;
    String city;

    @Builder.Default
    String country = "GB";

    @Singular
    List<String> notes;
}
