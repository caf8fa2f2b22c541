package dev.carafe.vsphere.vmomi.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundAddressesTest {
    @Test
    void aServerOnOneAddressIsReachedUnderItAndFromThisMachine() throws IOException {
        assertThat(BoundAddresses.of(InetAddress.ofLiteral("192.0.2.7"))).containsExactly("127.0.0.1", "192.0.2.7");
    }

    @Test
    void aServerOnAllAddressesIsReachedUnderEveryAddressOfTheMachine() throws IOException {
        List<String> ofMachine = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .toList();

        List<String> addresses = BoundAddresses.of(InetAddress.ofLiteral("0.0.0.0"));

        assertThat(ofMachine).isNotEmpty();
        assertThat(addresses).startsWith("127.0.0.1").containsAll(ofMachine).doesNotContain("0.0.0.0");
        assertThat(addresses).noneMatch(address -> address.contains("%")).doesNotHaveDuplicates();
    }
}
