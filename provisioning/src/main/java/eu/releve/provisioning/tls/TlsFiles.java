package eu.releve.provisioning.tls;

import java.nio.file.Path;

/**
 * Where one end of a TLS connection has its PEM files.
 *
 * @param trust certificates of the authorities that sign for the other end.
 * @param certificate this end's own, followed by those between it and its authority.
 * @param key the private key of the first certificate, PKCS#8, not encrypted.
 */
public record TlsFiles(Path trust, Path certificate, Path key) {}
