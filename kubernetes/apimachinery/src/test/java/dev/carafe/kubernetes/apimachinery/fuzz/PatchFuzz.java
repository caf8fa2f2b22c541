package dev.carafe.kubernetes.apimachinery.fuzz;

import dev.carafe.kubernetes.apimachinery.patch.JsonPatch;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.patch.PatchException;
import dev.carafe.kubernetes.apimachinery.patch.StrategicMergePatch;
import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** Any JSON is a patch of one of the three kinds that applies, or one that is refused. */
public final class PatchFuzz {
    static final List<String> SEEDS = List.of(
            "[{\"op\":\"add\",\"path\":\"/spec/containers/-\",\"value\":{\"name\":\"x\"}},{\"op\":\"test\",\"path\":\"/kind\","
                    + "\"value\":\"Pod\"},{\"op\":\"move\",\"from\":\"/spec/nodeName\",\"path\":\"/spec/x~1y\"},"
                    + "{\"op\":\"copy\",\"from\":\"/spec\",\"path\":\"/other\"},{\"op\":\"remove\",\"path\":\"/other\"},"
                    + "{\"op\":\"replace\",\"path\":\"/kind\",\"value\":null}]",
            "{\"spec\":{\"containers\":[{\"name\":\"a\",\"$patch\":\"delete\"},{\"name\":\"c\",\"ports\":[{\"containerPort\":80,"
                    + "\"protocol\":null}]}],\"$setElementOrder/containers\":[{\"name\":\"c\"},{\"name\":\"b\"}],"
                    + "\"strategy\":{\"$retainKeys\":[\"type\"],\"type\":\"x\"}},\"metadata\":{"
                    + "\"$deleteFromPrimitiveList/finalizers\":[\"f\"],\"finalizers\":[\"g\"],\"labels\":{\"$patch\":\"replace\"}}}");

    private static final String POD =
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\",\"finalizers\":[\"f\"],"
                    + "\"labels\":{\"a\":\"b\"}},\"spec\":{\"nodeName\":\"n\",\"containers\":[{\"name\":\"a\",\"args\":[\"1\"]},"
                    + "{\"name\":\"b\",\"ports\":[{\"containerPort\":80,\"protocol\":\"TCP\"}]}],\"strategy\":{\"type\":\"y\",\"z\":{}}}}";

    private static final StrategicMergePatch STRATEGIC = new StrategicMergePatch(SampleDeclarations.table());

    private PatchFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) throws MalformedJsonException {
        Object patch;
        try {
            patch = Json.decode(bytes);
        } catch (MalformedJsonException _) {
            return;
        }
        Struct pod = Json.decodeStruct(POD.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try {
            if (patch instanceof Struct changes) {
                Struct merged = MergePatch.apply(pod, changes);
                if (!MergePatch.apply(merged, changes).equals(merged)) {
                    throw new IllegalStateException("merged twice it is another: " + merged);
                }
                STRATEGIC.apply(pod, changes, SampleDeclarations.POD);
            } else {
                JsonPatch.of(patch).apply(pod);
            }
        } catch (PatchException e) {
            e.toStatusError();
        }
    }
}
