package dev.carafe.kubernetes.apimachinery.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProtobufTest {
    private static final Map<String, MessageDeclaration> DECLARED = declare(Map.of(
            "Pod",
            List.of("1 metadata @Meta", "2 spec @Spec", "3 parent @Pod*"),
            "PodList",
            List.of("1 metadata @Meta", "2 items! [@Pod]"),
            "Meta",
            List.of("1 name s", "8 creationTimestamp time", "9 deletionTimestamp time*", "11 labels {s}"),
            "Spec",
            List.of(
                    "1 name! s",
                    "2 > @Source",
                    "3 replicas i32*",
                    "4 paused b",
                    "5 port intstr",
                    "6 size quantity*",
                    "7 groups [i64]",
                    "8 extra {<s>}",
                    "9 data bytes",
                    "10 object raw"),
            "Source",
            List.of("1 path s*", "2 secret @Meta*")));

    private final ProtobufEncoder encoder = new ProtobufEncoder(DECLARED::get);
    private final ProtobufDecoder decoder = new ProtobufDecoder(DECLARED::get);

    private static Map<String, MessageDeclaration> declare(Map<String, List<String>> rows) {
        return rows.entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new MessageDeclaration(
                                entry.getKey(),
                                entry.getValue().stream()
                                        .map(MessageField::parse)
                                        .toList())));
    }

    private static Struct json(String text) throws Exception {
        return Json.decodeStruct(text.replace('\'', '"').getBytes(UTF_8));
    }

    private String hex(String json, String message) throws Exception {
        return HexFormat.of().formatHex(encoder.encode(json(json), message));
    }

    private Struct decode(String hex, String message) throws MalformedProtobufException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return decoder.decode(new WireReader(bytes, 0, bytes.length), message);
    }

    private Struct decode(byte[] bytes, String message) throws MalformedProtobufException {
        return decoder.decode(new WireReader(bytes, 0, bytes.length), message);
    }

    @Test
    void zeroesAreWrittenWhereGoHoldsNoPointer() throws Exception {
        assertThat(hex("{}", "Meta")).isEqualTo("0a004200");
        assertThat(hex("{'replicas':0,'name':'a'}", "Spec"))
                .isEqualTo("0a0161" + "1200" + "1800" + "2000" + "2a060800" + "1000" + "1a00" + "5200");
    }

    @Test
    void embeddedFieldsStandBesideTheirParents() throws Exception {
        Struct spec = json("{'name':'a','path':'/p','secret':{'name':'s'},'port':0}");
        byte[] bytes = encoder.encode(spec, "Spec");
        assertThat(HexFormat.of().formatHex(bytes))
                .startsWith("0a0161" + "120b" + "0a022f70" + "1205" + "0a0173" + "4200");
        assertThat(decode(bytes, "Spec")).isEqualTo(spec.without("port"));
    }

    @Test
    void mapsAreWrittenInTheOrderOfTheirKeysBytes() throws Exception {
        String one = hex("{'labels':{'b':'1','\uFF21':'2','a':'3','\uD83C\uDF77':'4'}}", "Meta");
        assertThat(one)
                .isEqualTo("0a004200" + "5a060a0161120133" + "5a060a0162120131" + "5a080a03efbca1120132"
                        + "5a090a04f09f8db7120134");
    }

    @Test
    void timesHaveSecondsAndNanoseconds() throws Exception {
        assertThat(hex("{'creationTimestamp':'1970-01-01T00:01:00Z'}", "Meta")).isEqualTo("0a00" + "4204083c1000");
        assertThat(decode("4204083c1000", "Meta")).isEqualTo(json("{'creationTimestamp':'1970-01-01T00:01:00Z'}"));
        assertThat(decode("4200", "Meta")).isEqualTo(Struct.EMPTY);
        assertThatThrownBy(() -> decode("420a08ffffffffffffffff7f", "Meta"))
                .isInstanceOf(MalformedProtobufException.class);
    }

    @Test
    void zeroesThatJsonLeavesOutAreLeftOut() throws Exception {
        assertThat(decode("0a00 1200 1800 2000 2a060800100 01a00 5200", "Spec"))
                .isEqualTo(json("{'name':'','replicas':0}"));
    }

    @Test
    void integersMayBePacked() throws Exception {
        assertThat(decode("38013802", "Spec")).isEqualTo(json("{'groups':[1,2]}"));
        assertThat(decode("3a020102", "Spec")).isEqualTo(json("{'groups':[1,2]}"));
    }

    @Test
    void unknownFieldsAreSkippedAndWrongTypesRefused() throws Exception {
        assertThat(decode("0a0161 c23e0178 d03e01", "Meta")).isEqualTo(json("{'name':'a'}"));
        assertThatThrownBy(() -> decode("0801", "Meta")).hasMessage("proto: wrong wireType = 0 for field Name");
        assertThatThrownBy(() -> decode("0a05", "Meta")).hasMessage("unexpected EOF");
    }

    @Test
    void nestingIsBounded() {
        byte[] bytes = {};
        for (int i = 0; i < 300; i++) {
            BackwardBuffer out = new BackwardBuffer(16);
            out.put(bytes);
            out.delimit(3, 0);
            bytes = out.toBytes();
        }
        byte[] deep = bytes;
        assertThatThrownBy(() -> decode(deep, "Pod")).hasMessage("proto: nested too deep");
    }

    @Test
    void anEnvelopeNamesTheKind() throws Exception {
        Struct pod = json("{'metadata':{'name':'a'},'spec':{'name':'c'}}");
        byte[] sealed = Envelope.seal("v1", "Pod", encoder.encode(pod, "Pod"));
        assertThat(HexFormat.of().formatHex(sealed)).startsWith("6b387300" + "0a09" + "0a027631" + "1203506f64" + "12");
        Envelope envelope = Envelope.open(sealed);
        assertThat(envelope.apiVersion()).isEqualTo("v1");
        assertThat(envelope.kind()).isEqualTo("Pod");
        assertThat(envelope.decode(decoder, "Pod")).isEqualTo(pod);
        assertThatThrownBy(() -> Envelope.open("{}".getBytes(UTF_8)))
                .hasMessage("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }

    @Test
    void aListOfMessagesIsTheListOfTheirObjects() throws Exception {
        Struct metadata = json("{'name':'7'}");
        Struct pod = json("{'metadata':{'name':'a','labels':{'x':'y'}}}");
        Struct large = json("{'metadata':{'name':'" + "x".repeat(300_000) + "'}}");
        List<Struct> pods = List.of(pod, large, pod, large, pod);
        List<ByteBuffer> pieces = ListEnvelope.of(
                "v1",
                "PodList",
                encoder.encode(metadata, "Meta"),
                pods.stream().map(item -> encoder.encode(item, "Pod")).toList());
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (ByteBuffer piece : pieces) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            joined.writeBytes(bytes);
        }
        Struct list = Struct.of("metadata", metadata, "items", pods);
        assertThat(Arrays.equals(joined.toByteArray(), Envelope.seal("v1", "PodList", encoder.encode(list, "PodList"))))
                .isTrue();
    }

    @Test
    void aFrameHasItsLengthFirst() {
        byte[] frame = Envelope.frame("ADDED", new byte[] {1, 2, 3});
        assertThat(HexFormat.of().formatHex(frame))
                .isEqualTo("0000000e" + "0a05" + HexFormat.of().formatHex("ADDED".getBytes(UTF_8)) + "1205"
                        + "0a03010203");
    }

    @Test
    void damagedBytesAreReadOrRefused() throws Exception {
        byte[] sealed = Envelope.seal(
                "v1",
                "Pod",
                encoder.encode(
                        json("{'metadata':{'name':'a','labels':{'b':'c'}},'spec':{'port':'http','groups':[1,2],"
                                + "'extra':{'k':['v']},'object':{'a':1},'size':'1Gi'},'parent':{}}"),
                        "Pod"));
        long seed = 42;
        Random random = new Random(seed);
        Stream<byte[]> cut =
                Stream.iterate(0, i -> i < sealed.length, i -> i + 1).map(i -> Arrays.copyOf(sealed, i));
        Stream<byte[]> flipped = Stream.generate(() -> {
                    byte[] damaged = sealed.clone();
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                    return damaged;
                })
                .limit(5_000);
        Stream.concat(cut, flipped).forEach(bytes -> {
            try {
                Envelope.open(bytes).decode(decoder, "Pod");
            } catch (MalformedProtobufException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void aMillionItemsCostNoMoreThanTheirBytes() throws Exception {
        byte[] bytes = new byte[2_000_000];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 7 << 3;
        }
        assertThat(decode(bytes, "Spec").get("groups"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1_000_000);
    }
}
