/**
 * The cluster's keys and certificates: one authority, the certificates it signs for each part, and the key pair of
 * service account tokens, as files.
 *
 * <p>Plain blocking code on the caller's thread; one process works on a folder at a time. Names of files and subjects
 * are kubeadm's, so that whoever knows a kubeadm cluster finds the way. Knows no other package of the house.
 */
@NullMarked
package dev.carafe.cli.pki;

import org.jspecify.annotations.NullMarked;
