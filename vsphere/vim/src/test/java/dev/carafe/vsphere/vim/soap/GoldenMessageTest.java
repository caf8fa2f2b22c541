package dev.carafe.vsphere.vim.soap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages as clients send them, and as they must look for clients to read them. */
class GoldenMessageTest {
    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);

    /** As govmomi writes it: an empty header, declarations of namespaces on inner elements. */
    @Test
    void govmomisRequestIsRead() throws IOException {
        SoapRequest request = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header><operationID xmlns="">a1</operationID>\
                </Header><Body><RetrieveProperties xmlns="urn:vim25"><_this type="PropertyCollector">\
                ha-property-collector</_this><specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet>\
                <objectSet><obj type="Folder">group-d1</obj><skip>false</skip>\
                <selectSet xmlns:XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" \
                XMLSchema-instance:type="TraversalSpec"><name>f</name><type>Folder</type><path>childEntity</path>\
                </selectSet></objectSet></specSet></RetrieveProperties></Body></Envelope>
                """);
        assertThat(request.header().operationId()).isEqualTo("a1");
        PropertyFilterSpec spec = (PropertyFilterSpec)
                ((List<?>) Objects.requireNonNull(request.arguments().getFirst())).getFirst();
        assertThat(spec.propSet().getFirst().pathSet()).containsExactly("name");
        assertThat(spec.objectSet().getFirst().selectSet().getFirst())
                .isInstanceOfSatisfying(
                        TraversalSpec.class, step -> assertThat(step.path()).isEqualTo("childEntity"));
    }

    /** As govmomi writes any value: with a prefix that nothing declares. */
    @Test
    void govmomisAnyValuesAreRead() throws IOException {
        SoapRequest request = read("""
                <Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><ReconfigVM_Task xmlns="urn:vim25">\
                <_this type="VirtualMachine">vm-1</_this><spec><extraConfig><key>k</key>\
                <value xmlns:XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" \
                XMLSchema-instance:type="xsd:int">5</value></extraConfig></spec></ReconfigVM_Task></Body></Envelope>
                """);
        VirtualMachineConfigSpec spec = (VirtualMachineConfigSpec)
                Objects.requireNonNull(request.arguments().getFirst());
        assertThat(spec.extraConfig().getFirst().value()).isEqualTo(5);
    }

    /** As pyVmomi writes it: each argument repeats its version and the declarations. */
    @Test
    void pyVmomisRequestIsRead() throws IOException {
        SoapRequest request = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" \
                xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
                <soapenv:Header><vcSessionCookie versionId="9.1.1.0">"abc"</vcSessionCookie></soapenv:Header>
                <soapenv:Body><ReconfigVM_Task xmlns="urn:vim25"><_this versionId="9.1.1.0" type="VirtualMachine">vm-1\
                </_this><spec versionId="9.1.1.0"><name>x</name><extraConfig><key>k</key>\
                <value xsi:type="xsd:long">5</value></extraConfig></spec></ReconfigVM_Task></soapenv:Body>
                </soapenv:Envelope>
                """);
        assertThat(request.header().sessionCookie()).isEqualTo("\"abc\"");
        assertThat(request.target()).isEqualTo(new ManagedObjectReference<>("VirtualMachine", "vm-1"));
        VirtualMachineConfigSpec spec = (VirtualMachineConfigSpec)
                Objects.requireNonNull(request.arguments().getFirst());
        assertThat(spec.extraConfig().getFirst().value()).isEqualTo(5L);
    }

    @Test
    void anyTypesAreTold() throws IOException {
        ManagedMethod method = Objects.requireNonNull(Vim25.NAMESPACE.method("RetrieveProperties"));
        ObjectContent content = ObjectContent.builder()
                .obj(new ManagedObjectReference<>("VirtualMachine", "vm-1"))
                .propSet(List.of(
                        property("name", "a<b"),
                        property("parent", new ManagedObjectReference<>("Folder", "group-v1")),
                        property("runtime.powerState", VirtualMachinePowerState.POWERED_ON),
                        property("runtime.bootTime", Instant.parse("2026-01-02T03:04:05.678901Z")),
                        property("layoutEx.disk", new ArrayOf(Primitive.INT, List.of(1, 2))),
                        property(
                                "datastore",
                                new ArrayOf(
                                        managed("Datastore"),
                                        List.of(new ManagedObjectReference<>("Datastore", "ds-1"))))))
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.writeResponse(out, method, List.of(content), version("8.0.3.0"));
        assertThat(out.toString(UTF_8)).isEqualTo("""
                <?xml version="1.0" encoding="UTF-8"?>
                <soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" \
                xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" \
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                <soapenv:Body>
                <RetrievePropertiesResponse xmlns="urn:vim25"><returnval><obj type="VirtualMachine">vm-1</obj>\
                <propSet><name>name</name><val xsi:type="xsd:string">a&lt;b</val></propSet>\
                <propSet><name>parent</name><val type="Folder" xsi:type="ManagedObjectReference">group-v1</val></propSet>\
                <propSet><name>runtime.powerState</name><val xsi:type="VirtualMachinePowerState">poweredOn</val></propSet>\
                <propSet><name>runtime.bootTime</name><val xsi:type="xsd:dateTime">2026-01-02T03:04:05.678901Z</val></propSet>\
                <propSet><name>layoutEx.disk</name><val xsi:type="ArrayOfInt"><int>1</int><int>2</int></val></propSet>\
                <propSet><name>datastore</name><val xsi:type="ArrayOfManagedObjectReference">\
                <ManagedObjectReference type="Datastore">ds-1</ManagedObjectReference></val></propSet>\
                </returnval></RetrievePropertiesResponse>
                </soapenv:Body>
                </soapenv:Envelope>""");
    }

    @Test
    void faultsHaveTheirDetail() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FaultException fault = InvalidLogin.builder()
                .faultCause(new LocalizedMethodFault(NotFound.builder().build(), "no such user"))
                .build()
                .exception("Cannot complete login due to an incorrect user name or password.");
        codec.writeFault(out, fault, version("9.0.0.0"));
        assertThat(out.toString(UTF_8)).contains("""
                <soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>Cannot complete login due to an \
                incorrect user name or password.</faultstring><detail><InvalidLoginFault xmlns="urn:vim25" \
                xsi:type="InvalidLogin"><faultCause><fault xsi:type="NotFound"></fault><localizedMessage>no such user\
                </localizedMessage></faultCause></InvalidLoginFault></detail></soapenv:Fault>""");
        FaultException back = catchThrowableOfType(
                FaultException.class,
                () -> codec.readResponse(
                        new ByteArrayInputStream(out.toByteArray()),
                        Objects.requireNonNull(Vim25.NAMESPACE.method("Login"))));
        assertThat(back.getMessage()).isEqualTo(fault.getMessage());
        assertThat(back.fault()).isEqualTo(fault.fault());
    }

    /** vcsim and real servers leave out what should be there: a client must not fail over it. */
    @Test
    void responsesMayLackWhatMustBeThere() throws IOException {
        Object result = codec.readResponse(
                new ByteArrayInputStream("""
                        <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>\
                        <CurrentTimeResponse xmlns="urn:vim25"/></e:Body></e:Envelope>""".getBytes(UTF_8)),
                Objects.requireNonNull(Vim25.NAMESPACE.method("CurrentTime")));
        assertThat(result).isNull();
    }

    @Test
    void olderClientsAreSparedWhatTheyDoNotKnow() throws IOException {
        DataType type = (DataType) Objects.requireNonNull(Vim25.NAMESPACE.type("VirtualDisk"));
        assertThat(type.fields()).anyMatch(field -> field.name().equals("numaNode"));
        ManagedMethod method = Objects.requireNonNull(Vim25.NAMESPACE.method("ReconfigVM_Task"));
        VirtualMachineConfigSpec spec = VirtualMachineConfigSpec.builder()
                .deviceChange(List.of(VirtualDeviceConfigSpec.builder()
                        .device(VirtualDisk.builder()
                                .key(1)
                                .numaNode(3)
                                .capacityInKB(4)
                                .build())
                        .build()))
                .build();
        assertThat(request(method, spec, "8.0.3.0")).contains("<numaNode>3</numaNode>");
        assertThat(request(method, spec, "6.5")).contains("<capacityInKB>4<").doesNotContain("numaNode");
    }

    private String request(ManagedMethod method, Object argument, String version) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        @Nullable Object[] arguments = {argument};
        ManagedObjectReference<?> target = new ManagedObjectReference<>("VirtualMachine", "vm-1");
        codec.writeRequest(out, SoapHeader.NONE, target, method, arguments, version(version));
        return out.toString(UTF_8);
    }

    private static DynamicProperty property(String name, Object value) {
        return new DynamicProperty(name, value);
    }

    private static dev.carafe.vsphere.vim.VimType managed(String name) {
        return Objects.requireNonNull(Vim25.NAMESPACE.type(name));
    }

    private static Version version(String id) {
        return Objects.requireNonNull(Vim25.NAMESPACE.version(id));
    }

    private SoapRequest read(String message) throws IOException {
        return codec.readRequest(new ByteArrayInputStream(message.strip().getBytes(UTF_8)));
    }
}
