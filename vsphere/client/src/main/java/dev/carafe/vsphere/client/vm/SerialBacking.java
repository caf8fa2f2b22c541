package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceURIBackingOptionDirection;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortURIBackingInfo;
import org.jspecify.annotations.Nullable;

/** Where a serial port's bytes go and come from. Pure. */
public final class SerialBacking {
    /** Where nobody is: the port is there, and what is written to it is lost. */
    private static final String NOWHERE = "localhost:0";

    private SerialBacking() {}

    /** Into a file, such as {@code [datastore1] web/console.log}; the guest reads nothing. */
    public static VirtualDeviceBackingInfo file(String path) {
        return VirtualSerialPortFileBackingInfo.builder().fileName(path).build();
    }

    /**
     * The host listens, and whoever connects is at the other end.
     *
     * @param uri such as {@code telnet://:33233}; what comes before the port is the host's
     */
    public static VirtualDeviceBackingInfo listening(String uri) {
        return network(uri, VirtualDeviceURIBackingOptionDirection.SERVER, null);
    }

    /** The host connects to somebody, such as {@code tcp://logs.example.com:33233}. */
    public static VirtualDeviceBackingInfo connecting(String uri) {
        return network(uri, VirtualDeviceURIBackingOptionDirection.CLIENT, null);
    }

    /**
     * Through a concentrator that knows where machines are, also while they move.
     *
     * @param proxyUri such as {@code telnet://vspc.example.com:13370}
     * @param uri what the concentrator is told
     */
    public static VirtualDeviceBackingInfo through(String proxyUri, String uri) {
        return network(uri, VirtualDeviceURIBackingOptionDirection.CLIENT, proxyUri);
    }

    /** To nobody. */
    public static VirtualDeviceBackingInfo nowhere() {
        return connecting(NOWHERE);
    }

    private static VirtualDeviceBackingInfo network(
            String uri, VirtualDeviceURIBackingOptionDirection direction, @Nullable String proxyUri) {
        return VirtualSerialPortURIBackingInfo.builder()
                .serviceURI(uri)
                .direction(direction.wire())
                .proxyURI(proxyUri)
                .build();
    }
}
