package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.DocumentFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Embedded objects that contain themselves are refused by an error that says so. */
interface EmbeddedCycleContract extends StorageFixture {
    class Link {
        Link next;
        List<Link> several;
        Map<String, Link> named;
    }

    class Chain {
        String id = "c";
        Link first = new Link();
        Object any;
    }

    @Test
    @SuppressWarnings("unchecked")
    default void save_embeddedObjectThatContainsItself_isRefusedAsACycle() {
        Chain direct = new Chain();
        direct.first.next = direct.first;
        Chain around = new Chain();
        around.first.next = new Link();
        around.first.next.next = around.first;
        Chain inList = new Chain();
        inList.first.several = List.of(inList.first);
        Chain inMap = new Chain();
        inMap.first.named = Map.of("secret", inMap.first);
        Chain open = new Chain();
        open.any = new ArrayList<>(List.of(1));
        ((List<Object>) open.any).add(Map.of("x", open.any));
        Map<Chain, String> paths = new LinkedHashMap<>();
        paths.put(direct, "first.next");
        paths.put(around, "property first.next.next leads");
        paths.put(inList, "first.several[]");
        paths.put(inMap, "first.named[…]");
        paths.put(open, "any[][…]");
        paths.forEach((chain, path) -> assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(saving(chain))
                .withMessageContaining("Chain")
                .withMessageContaining("cycle")
                .withMessageContaining(path)
                .withMessageNotContaining("secret"));
        assertThat(storage().classes()).isEmpty();
    }
}
