package dev.carafe.kubernetes.apimachinery.fuzz;

import dev.carafe.kubernetes.apimachinery.structural.Decoder;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** What is read as JSON is written so that it is read as the same, and as an object of a kind, or refused. */
public final class JsonFuzz {
    static final List<String> SEEDS = List.of(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\",\"labels\":{\"a\":\"b\"},"
                    + "\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"ports\":"
                    + "[{\"containerPort\":80,\"target\":\"x\"}],\"resources\":{\"limits\":{\"cpu\":\"1500m\"}}}],"
                    + "\"priority\":7,\"deadline\":-9223372036854775808}}",
            "[1,2.5e300,-0,null,true,\"\\ud83d\\ude00\",{}]");

    private static final Decoder DECODER = new Decoder(SampleDeclarations.table());

    private JsonFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Object value;
        try {
            value = Json.decode(bytes, _ -> {});
        } catch (MalformedJsonException _) {
            return;
        }
        try {
            String written = Json.toString(value);
            String again = Json.toString(Json.decode(Json.encode(value)));
            if (!again.equals(written)) { // texts, since 1.0 is written as 1
                throw new IllegalStateException(written + " became " + again);
            }
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("what was written is not read", e);
        }
        if (value instanceof Struct object) {
            decode(object);
        }
    }

    private static void decode(Struct object) {
        try {
            Struct pod = DECODER.decode(object, SampleDeclarations.POD, _ -> {});
            if (!DECODER.decode(pod, SampleDeclarations.POD, _ -> {}).equals(pod)) {
                throw new IllegalStateException(pod + " is decoded to something else");
            }
        } catch (DecodingException _) {
            // refused
        }
    }
}
