package dev.carafe.kubernetes.apiserver.registry.testing;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;

/** Trees from JSON that may be written with single quotes. */
public final class Trees {
    private Trees() {}

    public static Struct of(String json) {
        try {
            return Json.decodeStruct(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
