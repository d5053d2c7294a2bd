/** Takes the radio link, security and compression off M-Bus telegrams until records are left. */
@NullMarked
package eu.releve.decode.wmbus;

import org.jspecify.annotations.NullMarked;
