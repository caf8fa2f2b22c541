/**
 * Whose certificates are let in, beyond their authority: by their names ({@code --peer-cert-allowed-cn}, {@code
 * --peer-cert-allowed-hostname}, {@code --client-cert-allowed-hostname}) and as long as nobody revoked them ({@code
 * --client-crl-file}, {@code --peer-crl-file}); and how servers speak TLS.
 *
 * <p>Safe for any thread. Arrows: knows {@code pki}; {@code server} and {@code peer} know it.
 */
@NullMarked
package dev.carafe.etcd.tls;

import org.jspecify.annotations.NullMarked;
