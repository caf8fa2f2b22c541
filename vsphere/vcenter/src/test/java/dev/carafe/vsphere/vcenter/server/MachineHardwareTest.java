package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RestCalls;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine's hardware over REST, with a host behind it that takes what it is sent. */
@Timeout(120)
@SuppressWarnings("NullAway") // a field that is missing is to fail the test
class MachineHardwareTest {
    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter;
    private FakeHost host;
    private RestCalls rest;
    private String machine = "";
    private String hardware = "";

    @BeforeEach
    void start() throws Exception {
        host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        rest = new RestCalls(vcenter);
        String id = rest.made("/api/vcenter/vm", rest.machineSpec(rest.filled(host), "web"));
        machine = "/api/vcenter/vm/" + id;
        hardware = machine + "/hardware/";
        rest.call("PATCH", hardware + "cpu", "{'count':2}");
    }

    @AfterEach
    void stop() throws Exception {
        rest.close();
        vcenter.close();
        host.close();
    }

    @Test
    void disksComeWithTheControllerThatTheyNeedAndTakeTheNextPlace() throws Exception {
        assertThat(rest.field(hardware + "cpu", "count")).isEqualTo(2L);
        String disk = rest.made(hardware + "disk", "{'new_vmdk':{'name':'data','capacity':1048576}}");
        assertThat(rest.call("GET", hardware + "disk", "")).isEqualTo(List.of(Map.of("disk", disk)));
        String first = hardware + "disk/" + disk;
        assertThat(rest.field(first, "type")).isEqualTo("SCSI");
        assertThat(rest.field(first, "capacity")).isEqualTo(1048576L);
        assertThat(rest.field(first, "scsi")).isEqualTo(Map.of("bus", 0L, "unit", 0L));
        assertThat(rest.field(first, "backing"))
                .isEqualTo(Map.of("type", "VMDK_FILE", "vmdk_file", "[datastore1] web/data.vmdk"));
        String second = rest.made(hardware + "disk", "{'spec':{'new_vmdk':{'capacity':1048576}}}");
        assertThat(rest.field(hardware + "disk/" + second, "scsi")).isEqualTo(Map.of("bus", 0L, "unit", 1L));
        assertThat((List<?>) rest.call("GET", hardware + "adapter/scsi", "")).hasSize(1);
        rest.refused("POST", hardware + "disk", "{'scsi':{'bus':0,'unit':1}}", 400, "INVALID_ARGUMENT");
        rest.refused("POST", hardware + "disk", "{'scsi':{'bus':0,'unit':7}}", 400, "INVALID_ARGUMENT");
        rest.call("DELETE", hardware + "disk/" + disk, "");
        rest.refused("GET", hardware + "disk/" + disk, "", 404, "NOT_FOUND");
        rest.refused("DELETE", hardware + "disk/" + disk, "", 404, "NOT_FOUND");
        assertThat(rest.field(machine, "disks").toString()).contains(second).doesNotContain(disk + "=");
    }

    @Test
    void aCardIsChangedAndConnectedWhileTheMachineRuns() throws Exception {
        String network = rest.one("network");
        String backing = "'backing':{'type':'STANDARD_PORTGROUP','network':'" + network + "'}";
        rest.refused("POST", hardware + "ethernet", "{'backing':{'network':'none'}}", 404, "NOT_FOUND");
        String nic = hardware + "ethernet/" + rest.made(hardware + "ethernet", "{'type':'E1000'," + backing + "}");
        assertThat(rest.field(nic, "type")).isEqualTo("E1000");
        rest.call("PATCH", nic, "{'start_connected':false,'mac_address':'00:50:56:00:00:07'}");
        assertThat(rest.field(nic, "start_connected")).isEqualTo(false);
        assertThat(rest.field(nic, "mac_address")).isEqualTo("00:50:56:00:00:07");
        assertThat(rest.field(nic, "mac_type")).isEqualTo("MANUAL");
        rest.refused("POST", nic + "?action=connect", "", 400, "NOT_ALLOWED_IN_CURRENT_STATE");
        rest.call("POST", machine + "/power?action=start", "");
        rest.call("POST", nic + "?action=connect", "");
        assertThat(rest.field(nic, "state")).isEqualTo("CONNECTED");
        rest.refused("POST", nic + "?action=connect", "", 400, "ALREADY_IN_DESIRED_STATE");
        rest.call("POST", nic.replace("/api/", "/rest/") + "/disconnect", "");
        assertThat(rest.field(nic, "state")).isEqualTo("NOT_CONNECTED");
        rest.refused("POST", nic + "?action=dance", "", 404, "OPERATION_NOT_FOUND");
    }

    @Test
    void drivesTakeAnotherDisc() throws Exception {
        String drive = hardware + "cdrom/"
                + rest.made(
                        hardware + "cdrom",
                        "{'type':'IDE','ide':{'primary':false},'backing':{'type':'ISO_FILE','iso_file':'[datastore1] a.iso'}}");
        assertThat(rest.field(drive, "ide")).isEqualTo(Map.of("primary", false, "master", true));
        rest.call("PATCH", drive, "{'backing':{'type':'ISO_FILE','iso_file':'[datastore1] b.iso'}}");
        assertThat(rest.field(drive, "backing"))
                .isEqualTo(Map.of("type", "ISO_FILE", "iso_file", "[datastore1] b.iso"));
        rest.call("PATCH", drive, "{'backing':{'type':'CLIENT_DEVICE'}}");
        assertThat(rest.field(drive, "backing").toString()).contains("CLIENT_DEVICE");
        rest.refused("PATCH", drive, "{'backing':{'type':'PAPER'}}", 400, "INVALID_ARGUMENT");
    }

    @Test
    void portsAndFloppyDrivesAreMadeAndChanged() throws Exception {
        String port = hardware + "serial/"
                + rest.made(hardware + "serial", "{'backing':{'type':'FILE','file':'[datastore1] web/out.log'}}");
        assertThat(rest.field(port, "backing")).isEqualTo(Map.of("type", "FILE", "file", "[datastore1] web/out.log"));
        rest.call(
                "PATCH",
                port,
                "{'yield_on_poll':true,'backing':{'type':'NETWORK_SERVER','network_location':'telnet://:2001'}}");
        assertThat(rest.field(port, "yield_on_poll")).isEqualTo(true);
        assertThat(rest.field(port, "backing"))
                .isEqualTo(Map.of("type", "NETWORK_SERVER", "network_location", "telnet://:2001"));
        rest.call("PATCH", port, "{'backing':{'type':'PIPE_CLIENT','pipe':'p'}}");
        assertThat(rest.field(port, "backing")).isEqualTo(Map.of("type", "PIPE_CLIENT", "pipe", "p"));
        rest.refused("PATCH", port, "{'backing':{'type':'FILE'}}", 400, "INVALID_ARGUMENT");
        String drive = hardware + "floppy/" + rest.made(hardware + "floppy", "{'start_connected':false}");
        assertThat(rest.field(drive, "backing")).isEqualTo(Map.of("type", "HOST_DEVICE", "auto_detect", true));
        rest.call("PATCH", drive, "{'backing':{'type':'IMAGE_FILE','image_file':'[datastore1] a.flp'}}");
        assertThat(rest.field(drive, "backing"))
                .isEqualTo(Map.of("type", "IMAGE_FILE", "image_file", "[datastore1] a.flp"));
        assertThat(rest.field(drive, "start_connected")).isEqualTo(false);
        rest.call("DELETE", drive, "");
        assertThat((List<?>) rest.call("GET", hardware + "floppy", "")).isEmpty();
        rest.refused("POST", hardware + "parallel", "{}", 404, "OPERATION_NOT_FOUND");
    }

    @Test
    void adaptersGetTheNextNumber() throws Exception {
        String first = rest.made(hardware + "adapter/scsi", "{'type':'LSILOGIC'}");
        String second = rest.made(hardware + "adapter/scsi", "{}");
        assertThat(rest.call("GET", hardware + "adapter/scsi/" + first, ""))
                .hasToString("{label=device " + first + ", type=LSILOGIC, scsi={bus=0, unit=7}, sharing=NONE}");
        assertThat(rest.field(hardware + "adapter/scsi/" + second, "scsi")).isEqualTo(Map.of("bus", 1L, "unit", 7L));
        rest.refused("POST", hardware + "adapter/scsi", "{'bus':1}", 400, "INVALID_ARGUMENT");
        String nvme = rest.made(hardware + "adapter/nvme", "{'bus':2}");
        assertThat(rest.field(hardware + "adapter/nvme/" + nvme, "bus")).isEqualTo(2L);
        rest.call("DELETE", hardware + "adapter/nvme/" + nvme, "");
        assertThat((List<?>) rest.call("GET", hardware + "adapter/nvme", "")).isEmpty();
        rest.refused("GET", hardware + "adapter/mca", "", 404, "OPERATION_NOT_FOUND");
        rest.refused("GET", hardware + "adapter", "", 404, "OPERATION_NOT_FOUND");
    }

    @Test
    void aMachineBootsFromWhatIsSaid() throws Exception {
        String disk = rest.made(hardware + "disk", "{}");
        rest.call("PATCH", hardware + "boot", "{'delay':3000,'retry':true}");
        rest.call("PATCH", hardware + "boot", "{'enter_setup_mode':true}");
        assertThat(rest.call("GET", hardware + "boot", "").toString())
                .contains("delay=3000", "retry=true", "enter_setup_mode=true");
        rest.call("PUT", hardware + "boot/device", "[{'type':'CDROM'},{'type':'DISK','disks':['" + disk + "']}]");
        assertThat(rest.call("GET", hardware + "boot/device", ""))
                .isEqualTo(List.of(Map.of("type", "CDROM"), Map.of("type", "DISK", "disks", List.of(disk))));
        rest.refused("PUT", hardware + "boot/device", "[{'type':'TAPE'}]", 400, "INVALID_ARGUMENT");
        rest.refused("PUT", hardware + "boot/device", "{}", 400, "INVALID_ARGUMENT");
        rest.refused("PATCH", hardware + "boot", "{'efi_legacy_boot':true}", 400, "UNSUPPORTED");
    }

    @Test
    void whatNobodyHasToldOfAGuestIsNotThere() throws Exception {
        assertThat(rest.field(machine + "/tools", "run_state")).isEqualTo("NOT_RUNNING");
        for (String part : List.of("identity", "networking", "networking/interfaces", "local-filesystem")) {
            rest.refused("GET", machine + "/guest/" + part, "", 503, "SERVICE_UNAVAILABLE");
        }
        rest.refused("PATCH", machine + "/tools", "{'upgrade_policy':'NEVER'}", 400, "INVALID_ARGUMENT");
    }
}
