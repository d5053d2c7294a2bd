/** Keys and certificates in files: what both ends of a TLS connection show and trust. */
@NullMarked
package eu.releve.provisioning.tls;

import org.jspecify.annotations.NullMarked;
