"""Guards to take out, as data: what is replaced in which file by what, and what must go red.

A guard that is a function or a constant of its own is named, and found in the syntax tree. Older
guards, which are a line within something larger, are still found by that line.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One guard taken out: `before` stands once in `path` and becomes `after`; `red` must fail."""

    path: str
    before: str
    after: str
    red: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One guard taken out: the function called `name` in `path` does `does` instead of its work.

    A method is named with its class, `Class.method`.
    """

    path: str
    name: str
    does: str
    red: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """One guard taken out: the module's `name` in `path` becomes `value`; `red` must fail."""

    path: str
    name: str
    value: str
    red: str


Guard = Removal | Body | Constant
CASES = "tests/contract/test_cases.py"
BELIEF = "tests/contract/test_belief.py"

BATAS = "services/boundaries"

REMOVALS: dict[str, Guard] = {
    "pintu terbuka walau ada login": Body(
        path="services/api/guard/porter.py",
        name="decide",
        does="return Verdict()",
        red="tests/api/test_guard.py::test_the_porter_compares_whole_tokens",
    ),
    "nama host mana pun dilayani": Body(
        path="services/api/guard/names.py",
        name="is_allowed",
        does="return True",
        red="tests/api/test_guard.py::test_foreign_names_are_not",
    ),
    "batas di luar WGS84 digambar": Body(
        path=f"{BATAS}/geojson.py",
        name="_check_place",
        does="return None",
        red="tests/boundaries/test_geojson.py::test_a_hostile_file_is_refused_whole_with_one_line",
    ),
    "batas wilayah lain dipakai": Body(
        path=f"{BATAS}/recognition.py",
        name="_is_near",
        does="return True",
        red="tests/boundaries/test_recognition.py::test_a_feature_without_a_region_says_why",
    ),
    "garis batas dipecah tanpa akhir": Constant(
        path=f"{BATAS}/topology.py",
        name="ROUNDS",
        value="10**4",
        red="tests/boundaries/test_simplify.py"
        "::test_a_line_made_to_be_split_without_end_is_given_up",
    ),
    "jam yang melesat dipercaya": Body(
        path="services/store/manifests.py",
        name="is_ahead",
        does="return False",
        red="tests/store/test_clock_ahead.py::test_a_pass_from_the_future_drops_no_other_pass",
    ),
    "satu putaran menghapus riwayat": Body(
        path="services/store/manifests.py",
        name="retained",
        does="return passes[-20:]",
        red="tests/store/test_clock_ahead.py"
        "::test_a_long_pause_drops_two_passes_a_publication_down_to_twenty",
    ),
    "tidak terbaca dianggap rusak": Body(
        path="services/store/maintenance/repair.py",
        name="_is_intact",
        does="return False",
        red="tests/store/test_unreadable.py"
        "::test_no_error_of_the_disk_is_damage_and_repair_touches_nothing",
    ),
    "perbaikan membuang satu-satunya salinan": Body(
        path="services/store/set_aside.py",
        name="SetAside.move",
        does="return bool(self.objects.remove(key) or True)",
        red="tests/store/test_unreadable.py"
        "::test_repair_sets_a_damaged_file_aside_and_keeps_its_bytes",
    ),
    "baris log yang sama tanpa batas": Body(
        path="services/log.py",
        name="OncePerMinute.filter",
        does="return True",
        red="tests/test_log.py::test_a_condition_speaks_once_a_minute_and_counts_what_it_held_back",
    ),
    "pemegang kunci yang berhenti ditunggu diam-diam": Constant(
        path="services/store/locking/locks.py",
        name="SAY_AFTER",
        value="10**9",
        red="tests/store/test_locks.py"
        "::test_after_three_seconds_whoever_waits_hears_for_whom_and_each_minute_again",
    ),
    "ketikan pengunjung menjadi bagian tersimpan": Body(
        path="services/repository/unpublished.py",
        name="made_up",
        does="return False",
        red="tests/repository/test_unpublished.py"
        "::test_a_thousand_links_to_unknown_codes_do_not_change_the_store",
    ),
    "ketikan pengunjung berdiri dalam daftar": Body(
        path="services/repository/unpublished.py",
        name="hides",
        does="return lambda place, history: False",
        red="tests/repository/test_unpublished.py::test_stored_partitions_of_made_up_codes_are_not_listed",
    ),
    "teks carian disimpan untuk semua": Body(
        path="services/repository/unpublished.py",
        name="never",
        does="return True",
        red="tests/repository/test_unpublished.py::test_the_result_of_a_search_on_a_page_is_not_stored",
    ),
    "anggaran bacaan tanpa batas": Body(
        path="services/budgets.py",
        name="Budgets._longest",
        does="return None",
        red="tests/test_budgets.py"
        "::test_a_budget_that_is_used_up_names_itself_and_the_seconds_until_there_is_room",
    ),
    "anggaran diingat selamanya": Body(
        path="services/budgets.py",
        name="Budgets._forget",
        does="return None",
        red="tests/test_budgets.py"
        "::test_a_million_sessions_leave_no_more_behind_than_the_minute_allows",
    ),
    "X-Forwarded-For dipercaya dari siapa pun": Body(
        path="services/budgets.py",
        name="visitor",
        does="return forwarded.rpartition(',')[2].strip() or peer",
        red="tests/test_budgets.py"
        "::test_a_visitor_is_who_is_connected_unless_a_proxy_of_ours_says_otherwise",
    ),
    "menunggu kuota tanpa sepatah kata": Body(
        path="services/upstream/connection/limiter.py",
        name="Limiter._report_wait",
        does="return None",
        red="tests/upstream/test_limiter.py"
        "::test_a_wait_of_five_seconds_is_reported_before_it_begins",
    ),
    "kuota ditunggu untuk pembaca yang sudah pergi": Body(
        path="services/upstream/connection/limiter.py",
        name="Limiter.wait",
        does="return None",
        red="tests/upstream/test_client_waits.py"
        "::test_a_stopped_pass_sends_no_request_after_a_pause",
    ),
    "jawaban 2xx lain dipercaya": Body(
        path="services/upstream/answer/answers.py",
        name="refuse_other_success",
        does="return None",
        red=f"{CASES}::test_partial_content",
    ),
    "daftar tanpa amplop diminta berulang": Body(
        path="services/upstream/answer/answers.py",
        name="other_json",
        does="return ''",
        red=f"{CASES}::test_bare_array",
    ),
    "tanda ribuan dibaca sebagai pecahan": Body(
        path="services/upstream/parsing/casts.py",
        name="whole_number",
        does="return text.str.replace(r'[.]0+$', '')",
        red=f"{CASES}::test_thousands_dot",
    ),
    "tanda ribuan dalam angka JSON diabaikan": Body(
        path="services/upstream/parsing/rows.py",
        name="number_text",
        does="return str(int(Decimal(text)))",
        red=f"{BELIEF}::test_a_number_of_json_is_exact_and_never_one_with_a_thousands_mark",
    ),
    "halaman tidak lazim dibaca dengan cara cepat": Removal(
        path="services/upstream/parsing/rows.py",
        before="if msgspec.json.encode(rows) == raw:",
        after="if rows:",
        red="tests/upstream/test_rows.py::test_rows_that_are_no_list_of_valid_objects_are_refused",
    ),
    "nama dua kali dalam satu baris diterima": Body(
        path="services/upstream/answer/envelopes.py",
        name="once",
        does="return dict(pairs)",
        red="tests/upstream/test_rows.py::test_rows_that_are_no_list_of_valid_objects_are_refused",
    ),
    "baris tanpa isi diterima": Body(
        path="services/upstream/parsing/frames.py",
        name="keyless",
        does="return pl.repeat(value=False, n=texts.height, eager=True)",
        red=f"{CASES}::test_empty_rows",
    ),
    "jumlah menurut sumber tidak dibandingkan": Body(
        path="services/upstream/walk/claims.py",
        name="disagreements",
        does="return ()",
        red=f"{CASES}::test_total_disagrees",
    ),
    "tanda urutan bita ditolak": Body(
        path="services/upstream/answer/envelopes.py",
        name="without_mark",
        does="return body",
        red=f"{CASES}::test_byte_order_mark",
    ),
    "success teks ditolak": Body(
        path="services/upstream/answer/envelopes.py",
        name="truth",
        does="return value",
        red=f"{CASES}::test_success_as_text",
    ),
    "x-gzip ditolak": Constant(
        path="services/upstream/connection/transport.py",
        name="GZIP",
        value="('gzip',)",
        red="tests/faults/test_matrix.py::test_a_fault_is_overcome_or_said[x-gzip-inaproc-first]",
    ),
    "kolom baru hilang dari berkas lama": Body(
        path="services/upstream/dataset.py",
        name="Dataset.completed",
        does="return rows",
        red="tests/repository/test_repository.py::test_an_older_file_without_a_column_is_read_with_nulls",
    ),
    "kursor yang berputar diikuti": Removal(
        path="services/upstream/walk/walker.py",
        before="if cursor and cursor in self._cursors:",
        after="if cursor is None:",
        red="tests/upstream/test_walker.py::test_a_cursor_that_comes_again_breaks_the_walk",
    ),
    "halaman yang berulang diterima": Body(
        path="services/upstream/walk/seen.py",
        name="Seen.__contains__",
        does="return False",
        red="tests/upstream/test_termination.py"
        "::test_inaproc_a_server_that_ignores_the_cursor_is_noticed",
    ),
    "success tidak diperiksa": Body(
        path="services/upstream/answer/answers.py",
        name="require_success",
        does="return None",
        red="tests/upstream/test_answers.py::test_the_gateway_must_say_success_true",
    ),
    "baris yang bersarang terlalu dalam": Body(
        path="services/upstream/answer/bounds.py",
        name="too_deep",
        does="return False",
        red="tests/upstream/test_bounds.py::test_rows_that_are_too_deep_are_refused_where_they_are_read",
    ),
    "badan jawaban tanpa batas": Constant(
        path="services/upstream/connection/transport.py",
        name="BODY_CAP",
        value="10**12",
        red="tests/upstream/test_transport.py"
        "::test_a_small_body_that_unpacks_over_the_cap_is_refused",
    ),
    "pengalihan diikuti": Removal(
        path="services/upstream/connection/transport.py",
        before="follow_redirects=False",
        after="follow_redirects=True",
        red="tests/upstream/test_transport.py::test_redirects_are_not_followed",
    ),
    "jawaban kosong menggantikan data": Removal(
        path="services/repository/passes.py",
        before="if last and last.rows and not result.manifest.rows:",
        after="if result.manifest.rows < 0:",
        red="tests/repository/test_repository.py::test_an_empty_pass_never_replaces_rows",
    ),
    "sidik berkas tidak diperiksa": Removal(
        path="services/store/snapshots.py",
        before="if hashlib.sha256(raw).hexdigest() != manifest.digest:",
        after="if not raw:",
        red="tests/store/test_snapshots.py::test_a_damaged_newest_lets_the_older_serve_and_says_so",
    ),
    "terbit tanpa nomor pagar": Removal(
        path="services/store/snapshots.py",
        before="if history.generation != generation:",
        after="if history.generation < 0:",
        red="tests/store/test_snapshots.py"
        "::test_a_pass_that_began_before_another_was_published_is_superseded",
    ),
    "berkas ditimpa di tempatnya": Removal(
        path="services/store/backends/atomic_write.py",
        before="        _sync_rename(aside, path)\n",
        after="        path.write_bytes(content)\n",
        red="tests/store/test_snapshots.py"
        "::test_content_is_on_disk_before_its_name_and_the_name_after",
    ),
    "daftar semuda ini dipercaya": Removal(
        path="services/store/backends/folder_walk.py",
        before="return times if times[0] < settled else ()",
        after="return times",
        red="tests/store/test_survey.py::test_what_is_young_is_always_looked_at_anew",
    ),
    "tabel yang disimpan tidak dibandingkan": Removal(
        path="services/national/parts_cache.py",
        before="if members.get(year.kode) != year.digests(table.reads)",
        after="if year.kode not in members",
        red="tests/national/test_parts_cache.py::test_only_changed_klpd_years_are_made_anew",
    ),
    "sidik manifest tidak diperiksa": Removal(
        path="services/store/manifests.py",
        before='sealed.digest in ("", _digest(sealed.generation, bytes(sealed.passes)))',
        after="sealed.digest is not None",
        red="tests/store/test_snapshots.py::test_no_flipped_bit_of_a_manifest_goes_unseen",
    ),
    "kunci tidak mengunci": Body(
        path="services/store/locking/locks.py",
        name="Locks._acquire",
        does="return True",
        red="tests/store/test_locks.py::test_another_process_excludes_and_its_kill_frees",
    ),
    "catatan bacaan yang sudah terbit dipakai lagi": Removal(
        path="services/store/checkpoints.py",
        before="if not young or after != self._after:",
        after="if not young:",
        red="tests/store/test_checkpoints.py"
        "::test_a_tape_is_forgotten_once_another_pass_was_published",
    ),
    "manifest ember ditukar tanpa syarat": Removal(
        path="services/store/backends/bucket.py",
        before='{"e_tag": tag} if tag else "create"',
        after='"overwrite"',
        red="tests/scale/test_bucket.py::test_a_swap_between_reading_and_writing_is_refused",
    ),
    "sewa orang lain diperbarui": Removal(
        path="services/store/locking/leases.py",
        before="if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end\n"
        "return redis.call('PEXPIRE'",
        after="return redis.call('PEXPIRE'",
        red="tests/scale/test_lease.py::test_who_lost_its_lease_is_told_and_frees_nobody_elses",
    ),
    "nomor pagar sewa tidak dibandingkan": Removal(
        path="services/store/snapshots.py",
        before="if 0 < manifest.fence < max(",
        after="if 0 > manifest.fence > max(",
        red="tests/scale/test_bucket.py::test_an_earlier_lease_never_publishes_over_a_later_one",
    ),
    "pickle dibaca": Removal(
        path="services/store/checkpoints.py",
        before="if mode == MODE_PICKLE:",
        after="if mode is None:",
        red="tests/store/test_checkpoints.py::test_a_planted_pickle_is_refused_and_never_run",
    ),
    "nama keluar dari foldernya": Removal(
        path="services/store/places.py",
        before="            if not _SAFE.fullmatch(name):\n",
        after="            if not name:\n",
        red="tests/store/test_snapshots.py::test_no_name_leads_out_of_its_folder",
    ),
    "rahasia dalam pesan galat": Body(
        path="services/upstream/connection/scrub.py",
        name="scrubbed",
        does="return text",
        red="tests/upstream/test_secrets.py"
        "::test_an_upstream_that_repeats_our_secrets_does_not_leak_them",
    ),
    "alamat tanpa https": Removal(
        path="services/settings.py",
        before='or not (parts.scheme == "https" or plain)',
        after="or not parts.scheme",
        red="tests/test_settings.py::test_an_address_that_is_not_https_and_plain_is_refused",
    ),
    "rumus dalam lembar kerja": Removal(
        path="services/export/files.py",
        before='str.replace(FORMULA, "\'${1}")',
        after='str.replace(FORMULA, "${1}")',
        red="tests/export/test_files.py::test_text_that_a_spreadsheet_would_run_is_disarmed",
    ),
    "impor menggantikan bacaan terbukti": Body(
        path="services/repository/imports.py",
        name="_rank",
        does="return manifest.fetched_at",
        red="tests/repository/test_imports.py"
        "::test_an_import_stands_in_until_a_live_pass_is_stored_and_never_replaces_it",
    ),
    "sumber ditanya di samping impor": Body(
        path="services/repository/stored.py",
        name="StoredPartitions._asked",
        does="return True",
        red="tests/repository/test_imports.py"
        "::test_only_imported_rows_are_read_and_no_source_is_asked",
    ),
    "isi bundel bukan yang disebut sidiknya": Removal(
        path="services/importing/bundle/bundles.py",
        before="if actual.hexdigest() != digests[name]:",
        after="if not digests:",
        red="tests/importing/test_bundles.py::test_a_damaged_or_crooked_archive_is_refused",
    ),
    "bundel berisi baris KLPD lain": Removal(
        path="services/importing/bundle/bundles.py",
        before="if strange.any():",
        after="if strange is None:",
        red="tests/importing/test_bundles.py::test_a_hostile_bundle_is_refused_whole_with_one_line",
    ),
    "tanda tangan untuk isi lain": Removal(
        path="services/importing/bundle/signature.py",
        before='if _run(content, "check-novalidate", *about) is None:',
        after="if not about:",
        red="tests/importing/test_bundles.py"
        "::test_a_signature_for_another_use_or_other_bytes_is_refused",
    ),
    "pratinjau bicara walau ada login": Body(
        path="services/api/previews.py",
        name="_PreviewSource._is_silent",
        does="return False",
        red="tests/api/test_previews.py"
        "::test_login_makes_everything_generic_unless_the_operator_opens_it",
    ),
    "nama masuk ke HTML apa adanya": Removal(
        path="services/api/page_html.py",
        before='content="{escape(content, quote=True)}"',
        after='content="{content}"',
        red="tests/api/test_previews.py::test_names_from_outside_are_escaped",
    ),
    "pratinjau lama tetap dipakai": Removal(
        path="services/preview/cache.py",
        before="entry.stamp == stamp and ",
        after="",
        red="tests/preview/test_previews.py::test_other_rows_make_another_preview",
    ),
    "kutipan tidak dibandingkan": Body(
        path="services/commands/periksa.py",
        name="Finding.stands",
        does="return True",
        red="tests/commands/test_periksa.py"
        "::test_a_figure_that_is_not_computed_differs_whoever_sealed_it",
    ),
}
