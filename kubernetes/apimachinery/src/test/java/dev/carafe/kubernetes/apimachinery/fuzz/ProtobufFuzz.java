package dev.carafe.kubernetes.apimachinery.fuzz;

import dev.carafe.kubernetes.apimachinery.protobuf.Envelope;
import dev.carafe.kubernetes.apimachinery.protobuf.MalformedProtobufException;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageDeclaration;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageField;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufDecoder;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufEncoder;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is read as protobuf is written so that it is read as the same, or refused. */
public final class ProtobufFuzz {
    /** An envelope around a pod of the declarations below, and one cut off. */
    static final List<String> SEEDS = List.of(
            "0x6b3873000a090a02763112035f6f6412220a0b0a01614a020801" + "5a060a01611201621213"
                    + "0a01622a0308020a1a0131",
            "0x6b3873000a090a0276311203506f641206" + "0a040a026162",
            "0x6b387300");

    private static final Map<String, MessageDeclaration> DECLARED = Map.of(
            "Pod", declare("Pod", "1 metadata @Meta", "2 spec @Spec", "3 parent @Pod*"),
            "Meta",
                    declare(
                            "Meta",
                            "1 name s",
                            "8 creationTimestamp time",
                            "9 deletionTimestamp time*",
                            "11 labels {s}"),
            "Spec",
                    declare(
                            "Spec",
                            "1 name! s",
                            "2 > @Source",
                            "3 replicas i32*",
                            "4 paused b",
                            "5 port intstr",
                            "6 size quantity*",
                            "7 groups [i64]",
                            "8 extra {<s>}",
                            "9 data bytes"),
            "Source", declare("Source", "1 path s*", "2 secret @Meta*"));

    private static final ProtobufDecoder DECODER = new ProtobufDecoder(DECLARED::get);
    private static final ProtobufEncoder ENCODER = new ProtobufEncoder(DECLARED::get);

    private ProtobufFuzz() {}

    private static MessageDeclaration declare(String name, String... fields) {
        return new MessageDeclaration(
                name, Stream.of(fields).map(MessageField::parse).toList());
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Struct object;
        try {
            object = Envelope.open(bytes).decode(DECODER, "Pod");
        } catch (MalformedProtobufException _) {
            return;
        }
        byte[] sealed = Envelope.seal("v1", "Pod", ENCODER.encode(object, "Pod"));
        try {
            Struct again = Envelope.open(sealed).decode(DECODER, "Pod");
            if (!isWrittenAlike(again, object)) {
                throw new IllegalStateException(object + " became " + again);
            }
        } catch (MalformedProtobufException e) {
            throw new IllegalStateException("what was written is not read: " + object, e);
        }
    }

    private static boolean isWrittenAlike(Struct one, Struct other) {
        return java.util.Arrays.equals(ENCODER.encode(one, "Pod"), ENCODER.encode(other, "Pod"));
    }
}
