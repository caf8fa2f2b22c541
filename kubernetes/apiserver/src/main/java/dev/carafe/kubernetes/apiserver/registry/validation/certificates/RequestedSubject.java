package dev.carafe.kubernetes.apiserver.registry.validation.certificates;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Whom a request for a certificate is for (PKCS #10, RFC 2986). */
public final class RequestedSubject {
    private RequestedSubject() {}

    /**
     * The common name; of several the last, as Go has it, and empty where there is none.
     *
     * @param pem the request
     * @throws IllegalArgumentException when it is none
     */
    public static String commonName(String pem) {
        byte[] content = PemBlocks.of(pem).stream()
                .findFirst()
                .filter(block -> block.type().equals("CERTIFICATE REQUEST"))
                .orElseThrow(() -> new IllegalArgumentException("PEM block type must be CERTIFICATE REQUEST"))
                .content();
        RDN[] names;
        try {
            names = new PKCS10CertificationRequest(content).getSubject().getRDNs(BCStyle.CN);
        } catch (IOException e) {
            throw new IllegalArgumentException("asn1: structure error: " + e.getMessage(), e);
        }
        return names.length > 0 && names[names.length - 1].getFirst().getValue() instanceof ASN1String text
                ? text.getString()
                : "";
    }
}
