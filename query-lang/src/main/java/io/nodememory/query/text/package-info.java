/** Text from evidence and from users: safe to show, as JSON, and compared with known names. */
package io.nodememory.query.text;
