package compat.languages;

import lombok.Builder;
import lombok.Value;
import lombok.extern.jackson.Jacksonized;

/** A Lombok value, immutable and read through its builder; embedded. */
@Value
@Builder
@Jacksonized
public class Address {
    String street;
    String city;
}
