#!/bin/sh
# Verifies this folder with sh, sha256sum, sed and openssl alone, without a network:
#   sh verify.sh [SHA256]
# SHA256, if you have one, is what somebody else remembers of the ledger: the digest that stood in
# /.well-known/privacy-notices.json of a site at some time, or in a letter. Read README.txt first.
# Ends with 0 if everything agrees, with 1 and a line FAIL for each thing that does not.

LC_ALL=C
export LC_ALL
case $0 in
*/*) cd "${0%/*}" || exit 1 ;;
esac
remembered=${1-}
failed=0

ok() { printf 'ok    %s\n' "$1"; }
fail() { printf 'FAIL  %s\n' "$1"; failed=1; }
note() { printf '      %s\n' "$1"; }

# The SHA-256 of a file.
sum() { sha256sum <"$1" | sed 's/ .*//'; }
# The digest that a list of sums gives for a file: $1 the list, $2 the name.
listed() { sed -n "s|^\([0-9a-f]\{64\}\)  $2\$|\1|p" "$1"; }
# A field of an entry: $1 the file, $2 the name. Each field stands on a line of its own.
field() {
    sed -n -e "s|^  \"$2\": \"\(.*\)\",\{0,1\}\$|\1|p" -e "s|^  \"$2\": \([^\",]*\),\{0,1\}\$|\1|p" "$1"
}
# A field of a YAML file that holds a plain or a quoted word.
yaml() { sed -n "s|^$2: '\{0,1\}\([^']*\)'\{0,1\}\$|\1|p" "$1"; }

# Seconds since 1970 of a time such as "Nov  3 09:05:00 2026 GMT", by the Gregorian calendar.
epoch() {
    number=0
    for month in Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec; do
        number=$((number + 1))
        case $1 in "$month "*) break ;; esac
    done
    # The year begins in March here, so that a leap day is its last: no leading zeros, which would be octal.
    set -- $(printf '%s\n' "$1" | sed 's/\.[0-9]*//; s/[A-Za-z:]/ /g; s/ 0\([0-9]\)/ \1/g')
    year=$(($5 - (number < 3)))
    days=$((365 * year + year / 4 - year / 100 + year / 400 + (153 * ((number + 9) % 12) + 2) / 5 + $1 - 719469))
    printf '%s\n' $((86400 * days + 3600 * $2 + 60 * $3 + $4))
}

brand=@BRAND@
notice=@NOTICE@
version=@VERSION@

printf '%s\n' "1. Every file of this folder is as it was written"
if [ -n "$(sed '/^[0-9a-f]\{64\}  [A-Za-z0-9._\/-]\{1,\}$/d' CONTENTS.sha256)" ]; then
    fail "CONTENTS.sha256: a line of it is no SHA-256 and file name"
fi
count=0
for name in $(sed 's/^[0-9a-f]*  //' CONTENTS.sha256); do
    if [ ! -f "$name" ]; then
        fail "$name is missing"
    elif [ "$(sum "$name")" != "$(listed CONTENTS.sha256 "$name")" ]; then
        fail "$name was changed, or its line in CONTENTS.sha256"
    fi
    count=$((count + 1))
done
for name in * ledger/* release/*; do
    [ -d "$name" ] || [ "$name" = CONTENTS.sha256 ] || [ -n "$(listed CONTENTS.sha256 "$name")" ] ||
        fail "$name is no part of this folder, or its line was taken out of CONTENTS.sha256"
done
[ "$failed" = 1 ] || ok "$count files"

printf '%s\n' "2. The text and the PDF are those that were released as $notice $version of $brand"
sums=$(sum release/SHA256SUMS)
for name in "release/$brand.html" "release/$brand.pdf" release/release.yml "release/$brand".*.html "release/$brand".*.pdf; do
    case $name in *"*"*) continue ;; esac # no translation
    name=${name#release/}
    if [ "$(sum "release/$name")" = "$(listed release/SHA256SUMS "$name")" ]; then
        ok "release/$name is in release/SHA256SUMS"
    else
        fail "release/$name is not what release/SHA256SUMS says"
    fi
done
if [ "$(yaml release/release.yml version)" != "$version" ]; then
    fail "release/release.yml is of version $(yaml release/release.yml version)"
fi
note "the SHA-256 of release/SHA256SUMS, which stands for all of it, is $sums"

printf '%s\n' "3. Each entry of the ledger follows the one before"
number=0
previous=null
here=0
found=0
while :; do
    number=$((number + 1))
    entry=$(printf 'ledger/%06d.json' "$number")
    [ -f "$entry" ] || break
    if [ "$(field "$entry" number)" != "$number" ] || [ "$(field "$entry" previous)" != "$previous" ]; then
        fail "$entry does not follow the entry before it as it stands: one of the two was changed"
        here=1
    fi
    previous=$(sum "$entry")
    [ "$previous" = "$remembered" ] && found=$number
done
last=$((number - 1))
for entry in ledger/*.json; do
    number=$(printf '%s\n' "$entry" | sed 's|^ledger/0*||; s|\.json$||')
    if [ "${number:-0}" -gt "$last" ]; then
        fail "$entry is there, and entry $((last + 1)) is missing"
        here=1
    fi
done
[ "$here" = 1 ] || [ "$last" = 0 ] || ok "$last entries"
[ "$last" != 0 ] || fail "there is no entry"
note "the SHA-256 of the last entry is $previous"
note "whether entries came after it, or the whole chain was made anew, only somebody else's memory or a"
note "time stamp can tell: compare with /.well-known/privacy-notices.json on the sites"
if [ -n "$remembered" ] && [ "$found" != 0 ]; then
    ok "entry $found is the one that you remember: the chain up to it is the one that stood then"
elif [ -n "$remembered" ]; then
    fail "no entry has the SHA-256 $remembered: this is not the chain that you remember"
fi

printf '%s\n' "4. The ledger says of $notice $version what the release says"
released=0
for entry in ledger/*.json; do
    [ "$(field "$entry" notice)" = "$notice" ] && [ "$(field "$entry" version)" = "$version" ] || continue
    action=$(field "$entry" action)
    at=$(field "$entry" at)
    if [ "$(field "$entry" sums)" != "$sums" ]; then
        fail "$entry ($action) is of other bytes than release/SHA256SUMS"
        continue
    fi
    later=
    [ "$(field "$entry" recorded_later)" != true ] || later=", recorded later than it happened"
    case $action in
    released)
        released=1
        ok "$entry: released, $at$later"
        ;;
    approved | withdrawn)
        file=release/approval.yml
        [ "$action" = approved ] || file=release/withdrawn.yml
        if [ ! -f "$file" ]; then
            fail "$entry says that it was $action, and $file is missing"
        elif [ "$(sum "$file")" != "$(field "$entry" decision)" ]; then
            fail "$file is not the one that $entry recorded"
        elif [ "$action" = approved ] && [ "$(yaml "$file" sums_sha256)" != "$sums" ]; then
            fail "$file is of other bytes than release/SHA256SUMS"
        else
            ok "$entry: $action, $(yaml "$file" at)$later"
            note "by $(sed -n 's/^by: //p' "$file")"
        fi
        ;;
    *)
        [ "$(field "$entry" brand)" = "$brand" ] || continue
        ok "$entry: $action, $at, $(field "$entry" target) $(field "$entry" url)"
        ;;
    esac
done
[ "$released" = 1 ] || fail "no entry says that $notice $version was released"
for name in approval withdrawn; do
    action=approved
    [ "$name" = approval ] || action=withdrawn
    if [ -f "release/$name.yml" ]; then
        known=0
        for entry in ledger/*.json; do
            if [ "$(field "$entry" notice) $(field "$entry" version) $(field "$entry" action)" = "$notice $version $action" ]; then
                known=1
            fi
        done
        [ "$known" = 1 ] || fail "release/$name.yml is there, and no entry says that it was $action"
    fi
done
[ -f release/approval.yml ] || note "nobody has approved this version: it was never in force"

printf '%s\n' "5. A time stamping authority signed that entries were there"
stamps=0
for token in ledger/*.tsr; do
    [ -f "$token" ] || continue
    entry="${token%.tsr}.json"
    said=$(openssl ts -reply -in "$token" -text 2>/dev/null | sed -n 's/^Time stamp: //p')
    if openssl ts -verify -data "$entry" -in "$token" -CAfile ledger/authority.pem >/dev/null 2>&1; then
        ok "$entry was there on $said, and every entry before it"
    elif openssl ts -verify -data "$entry" -in "$token" -CAfile ledger/authority.pem -attime "$(epoch "$said")" \
        >/dev/null 2>&1; then
        ok "$entry was there on $said, and every entry before it"
        note "the authority's certificate has run out since"
    else
        fail "$token is no time stamp of $entry that ledger/authority.pem vouches for"
    fi
    stamps=$((stamps + 1))
done
if [ "$stamps" = 0 ]; then
    note "there is no time stamp: when an entry was written is the word of whoever wrote it"
else
    note "whether ledger/authority.pem is the authority's own you have to ask the authority:"
    openssl x509 -in ledger/authority.pem -noout -subject -fingerprint -sha256 2>/dev/null | sed 's/^/      /'
fi

if [ "$failed" = 0 ]; then
    printf '%s\n' "Everything agrees."
else
    printf '%s\n' "Something does not agree: see the lines that begin with FAIL."
fi
exit "$failed"
