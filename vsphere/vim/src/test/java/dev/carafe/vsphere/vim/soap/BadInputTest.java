package dev.carafe.vsphere.vim.soap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidRequest;
import dev.carafe.vsphere.vim.vim25.InvalidType;
import dev.carafe.vsphere.vim.vim25.MethodNotFound;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is wrong is answered with the protocol's fault, and costs no more than the limits say. */
class BadInputTest {
    private static final String SPEC = """
            <spec><name>x</name><numCPUs>2</numCPUs><deviceChange><operation>add</operation>\
            <device xsi:type="VirtualDisk"><key>1</key><capacityInKB>5</capacityInKB></device></deviceChange></spec>""";

    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);

    @Test
    void aSoundRequestIsRead() throws IOException {
        assertThat(read(reconfigure(SPEC)).method().wsdlName()).isEqualTo("ReconfigVM_Task");
    }

    @Test
    void aRequestCutAnywhereIsRefused() {
        String whole = reconfigure(SPEC).strip();
        for (int i = 0; i < whole.length(); i++) {
            assertThat(refused(whole.substring(0, i)).fault())
                    .as("cut at %d", i)
                    .isInstanceOf(InvalidRequest.class);
        }
    }

    @Test
    void aRequestWithAnyByteChangedIsReadOrRefused() {
        byte[] whole = reconfigure(SPEC).getBytes(UTF_8);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] = (byte) random.nextInt();
            try {
                codec.readRequest(new ByteArrayInputStream(changed));
            } catch (FaultException e) {
                assertThat(e.fault()).as("byte %d", i).isInstanceOf(InvalidRequest.class);
            } catch (IOException e) {
                throw new AssertionError("byte " + i, e);
            }
        }
    }

    @Test
    void documentTypesAndEntitiesAreRefused() {
        String bomb = """
                <!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
                """;
        assertThat(refused(bomb + reconfigure("<spec><name>&b;</name></spec>")).getMessage())
                .contains("document type");
        assertThat(refused("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + reconfigure(SPEC))
                        .getMessage())
                .contains("document type");
        assertThat(refused(reconfigure("<spec><name>&b;</name></spec>")).getMessage())
                .isNotEmpty();
    }

    @Test
    void nestingIsBounded() {
        String open = "<spec><deviceChange>" + "<child>".repeat(10_000);
        assertThat(refused(reconfigure(open)).getMessage()).containsIgnoringCase("depth");
    }

    @Test
    void textIsBoundedWhileItIsRead() throws IOException {
        String whole = reconfigure("<spec><name>|</name></spec>");
        byte[] mebibyte = "a".repeat(1 << 20).getBytes(UTF_8);
        List<InputStream> parts = new java.util.ArrayList<>();
        parts.add(
                new ByteArrayInputStream(whole.substring(0, whole.indexOf('|')).getBytes(UTF_8)));
        for (int i = 0; i < 100; i++) {
            parts.add(new ByteArrayInputStream(mebibyte));
        }
        FaultException refused = catchThrowableOfType(
                FaultException.class, () -> codec.readRequest(new SequenceInputStream(Collections.enumeration(parts))));
        assertThat(refused.getMessage()).contains("characters");
        assertThat(parts.getLast().available()).as("the end is not read").isEqualTo(1 << 20);
    }

    @Test
    void unknownElementsArePassedOver() throws IOException {
        SoapRequest request = read(reconfigure("<spec><new a=\"b\"><deep>1</deep></new><name>y</name></spec><more/>"));
        assertThat(request.arguments().getFirst()).asString().contains("name=y");
    }

    @Test
    void attributesAreBounded() {
        StringBuilder many = new StringBuilder("<spec");
        for (int i = 0; i < 1_000; i++) {
            many.append(" a").append(i).append("=\"1\"");
        }
        assertThat(refused(reconfigure(many + "/>")).fault()).isInstanceOf(InvalidRequest.class);
    }

    @Test
    void wrongTypesAreNamed() {
        assertThat(refused(reconfigure("<spec xsi:type=\"HostCapability\"/>")).fault())
                .isInstanceOfSatisfying(
                        InvalidType.class, fault -> assertThat(fault.argument()).isEqualTo("spec"));
        assertThat(refused(reconfigure("<spec xsi:type=\"NoSuchType\"/>")).fault())
                .isInstanceOf(InvalidType.class);
        assertThat(refused(reconfigure("<spec xsi:type=\"VirtualMachineProperties\"/>"))
                        .fault())
                .isInstanceOf(InvalidType.class);
        assertThat(refused(call("PowerOnVM_Task", "<host type=\"Folder\">f-1</host>"))
                        .fault())
                .isInstanceOf(InvalidType.class);
    }

    @Test
    void wrongValuesAreNamed() {
        for (String number : List.of("two", "", "2.5", "99999999999", "٢", "1e3")) {
            assertThat(refused(reconfigure("<spec><numCPUs>" + number + "</numCPUs></spec>"))
                            .getMessage())
                    .as(number)
                    .contains("numCPUs");
        }
        assertThat(refused(reconfigure("<spec><createDate>yesterday</createDate></spec>"))
                        .getMessage())
                .contains("createDate");
        assertThat(refused(reconfigure("<spec><createDate>2026-02-31T00:00:00Z</createDate></spec>"))
                        .getMessage())
                .contains("createDate");
        assertThat(refused(reconfigure(SPEC.replace(">add<", ">sub<"))).getMessage())
                .contains("operation");
        assertThat(refused(reconfigure("<spec><memoryHotAddEnabled>yes</memoryHotAddEnabled></spec>"))
                        .getMessage())
                .contains("memoryHotAddEnabled");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(refused(reconfigure("")).getMessage()).contains("spec").contains("ReconfigVM_Task");
        assertThat(refused(reconfigure(SPEC.replace("<key>1</key>", ""))).getMessage())
                .contains("key")
                .contains("VirtualDisk");
        assertThat(refused(reconfigure(SPEC).replace("_this", "that")).getMessage())
                .contains("_this");
    }

    @Test
    void unknownMethodsAreNamed() {
        assertThat(refused(call("MakeCoffee", "")).fault()).isInstanceOfSatisfying(MethodNotFound.class, fault -> {
            assertThat(fault.method()).isEqualTo("MakeCoffee");
            assertThat(fault.receiver().value()).isEqualTo("vm-1");
        });
        assertThat(refused(call("CreateVM_Task", "")).fault()).as("a Folder's").isInstanceOf(MethodNotFound.class);
    }

    @Test
    void whatIsNoEnvelopeIsRefused() {
        for (String text : List.of("", "hello", "<a/>", "{}", "<Envelope/>", reconfigure(SPEC) + "<more/>")) {
            assertThat(refused(text).fault()).as(text).isInstanceOf(InvalidRequest.class);
        }
    }

    @Test
    void theFaultOfARefusalCanBeWritten() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.writeFault(
                out, refused(call("MakeCoffee", "")), Vim25.NAMESPACE.versions().getLast());
        assertThat(out.toString(UTF_8))
                .contains("<MethodNotFoundFault xmlns=\"urn:vim25\" xsi:type=\"MethodNotFound\">");
    }

    private static String reconfigure(String arguments) {
        return call("ReconfigVM_Task", arguments);
    }

    private static String call(String method, String arguments) {
        return """
                <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><%s xmlns="urn:vim25">\
                <_this type="VirtualMachine">vm-1</_this>%s</%s></soapenv:Body></soapenv:Envelope>
                """.formatted(method, arguments, method);
    }

    private SoapRequest read(String message) throws IOException {
        return codec.readRequest(new ByteArrayInputStream(message.getBytes(UTF_8)));
    }

    private FaultException refused(String message) {
        return catchThrowableOfType(FaultException.class, () -> read(message));
    }
}
