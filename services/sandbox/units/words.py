"""Names from which the sandbox makes its units and programs. Data only: invented, yet plausible.

No name of a person occurs; units carry their function and a real place.
"""

from __future__ import annotations

# Name, urusan codes whose programs it runs, weight in packages, and where it exists:
# p provinces, k kabupaten, t kota.
DINAS: tuple[tuple[str, tuple[str, ...], float, str], ...] = (
    ("Dinas Pendidikan dan Kebudayaan", ("1.01", "2.22"), 9.0, "pkt"),
    ("Dinas Kesehatan", ("1.02",), 8.0, "pkt"),
    ("Rumah Sakit Umum Daerah", ("1.02",), 5.0, "pkt"),
    ("Dinas Pekerjaan Umum dan Penataan Ruang", ("1.03",), 5.0, "pkt"),
    ("Dinas Perumahan Rakyat dan Kawasan Permukiman", ("1.04",), 3.0, "pkt"),
    ("Satuan Polisi Pamong Praja", ("1.05",), 1.5, "pkt"),
    ("Dinas Pemadam Kebakaran dan Penyelamatan", ("1.05",), 1.0, "kt"),
    ("Badan Penanggulangan Bencana Daerah", ("1.05",), 1.5, "pkt"),
    ("Dinas Sosial", ("1.06",), 3.0, "pkt"),
    ("Dinas Tenaga Kerja dan Transmigrasi", ("2.07", "3.32"), 2.0, "pkt"),
    (
        "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan KB",
        ("2.08", "2.14"),
        2.0,
        "pkt",
    ),
    ("Dinas Ketahanan Pangan", ("2.09",), 1.5, "pkt"),
    ("Dinas Pertanahan", ("2.10",), 0.7, "kt"),
    ("Dinas Lingkungan Hidup", ("2.11",), 2.5, "pkt"),
    ("Dinas Kependudukan dan Pencatatan Sipil", ("2.12",), 1.5, "pkt"),
    ("Dinas Pemberdayaan Masyarakat dan Desa", ("2.13",), 3.0, "pk"),
    ("Dinas Perhubungan", ("2.15",), 2.0, "pkt"),
    (
        "Dinas Komunikasi, Informatika, Statistik dan Persandian",
        ("2.16", "2.20", "2.21"),
        2.0,
        "pkt",
    ),
    ("Dinas Koperasi, Usaha Kecil dan Menengah", ("2.17",), 1.5, "pkt"),
    ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", ("2.18",), 1.5, "pkt"),
    ("Dinas Kepemudaan dan Olahraga", ("2.19",), 2.0, "pkt"),
    ("Dinas Perpustakaan dan Kearsipan", ("2.23", "2.24"), 1.2, "pkt"),
    ("Dinas Kelautan dan Perikanan", ("3.25",), 2.0, "pk"),
    ("Dinas Perikanan", ("3.25",), 1.0, "t"),
    ("Dinas Pariwisata dan Ekonomi Kreatif", ("3.26",), 2.5, "pkt"),
    ("Dinas Pertanian dan Perkebunan", ("3.27",), 4.0, "pkt"),
    ("Dinas Kehutanan", ("3.28",), 3.0, "p"),
    ("Dinas Energi dan Sumber Daya Mineral", ("3.29",), 1.5, "p"),
    ("Dinas Perdagangan", ("3.30",), 1.5, "pkt"),
    ("Dinas Perindustrian", ("3.31",), 1.0, "pk"),
    ("Sekretariat Daerah", ("4.01",), 7.0, "pkt"),
    ("Sekretariat DPRD", ("4.02",), 4.0, "pkt"),
    ("Badan Perencanaan Pembangunan Daerah", ("5.01",), 2.0, "pkt"),
    ("Badan Riset dan Inovasi Daerah", ("5.05",), 1.0, "p"),
    ("Badan Pengelolaan Keuangan dan Aset Daerah", ("5.02",), 2.0, "pkt"),
    ("Badan Pendapatan Daerah", ("5.02",), 2.5, "pkt"),
    ("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", ("5.03", "5.04"), 2.0, "pkt"),
    ("Badan Penghubung", ("5.07",), 0.7, "p"),
    ("Badan Pengelola Perbatasan Daerah", ("5.06",), 0.6, "p"),
    ("Inspektorat", ("6.01",), 1.5, "pkt"),
    ("Badan Kesatuan Bangsa dan Politik", ("8.01",), 1.5, "pkt"),
)

# Technical units of a province: name with the place, urusan, weight, how many at most.
UPT_PROVINSI: tuple[tuple[str, str, float, int], ...] = (
    ("Rumah Sakit Jiwa Provinsi {provinsi}", "1.02", 2.0, 1),
    ("Rumah Sakit Umum Daerah Provinsi {provinsi} di {kota}", "1.02", 3.0, 2),
    ("Balai Laboratorium Kesehatan Provinsi {provinsi}", "1.02", 0.8, 1),
    ("Cabang Dinas Pendidikan Wilayah {tempat}", "1.01", 1.5, 7),
    ("UPTD Balai Pengelolaan Jalan Wilayah {tempat}", "1.03", 1.5, 4),
    ("Panti Sosial Wilayah {tempat}", "1.06", 0.8, 3),
    ("Balai Latihan Kerja {tempat}", "2.07", 0.8, 4),
    ("Kesatuan Pengelolaan Hutan {tempat}", "3.28", 0.8, 16),
    ("UPTD Pengelolaan Pendapatan Daerah {tempat}", "5.02", 0.9, 10),
    ("Balai Pengawasan dan Sertifikasi Benih {tempat}", "3.27", 0.7, 2),
    ("Balai Proteksi Tanaman Pangan dan Hortikultura {tempat}", "3.27", 0.6, 2),
    ("Pelabuhan Perikanan {tempat}", "3.25", 0.6, 3),
)

# Central units every ministry and agency has, with a weight.
UNIT_PUSAT: tuple[tuple[str, float], ...] = (
    ("Biro Perencanaan dan Kerja Sama", 2.0),
    ("Biro Keuangan dan Barang Milik Negara", 2.5),
    ("Biro Sumber Daya Manusia dan Organisasi", 2.0),
    ("Biro Hukum", 1.0),
    ("Biro Umum dan Layanan Pengadaan", 5.0),
    ("Biro Komunikasi dan Layanan Informasi Publik", 1.5),
    ("Pusat Data dan Teknologi Informasi", 2.0),
    ("Pusat Pendidikan dan Pelatihan", 2.5),
    ("Inspektorat Utama", 1.5),
    ("Pusat Strategi Kebijakan", 1.2),
)

# Names of deputies and directorates, completed with a number or field.
UNIT_TEKNIS: tuple[str, ...] = (
    "Direktorat Perencanaan Teknis",
    "Direktorat Pembinaan Daerah I",
    "Direktorat Pembinaan Daerah II",
    "Direktorat Standardisasi dan Sertifikasi",
    "Direktorat Pengawasan dan Pengendalian",
    "Direktorat Pemberdayaan Masyarakat",
    "Direktorat Sarana dan Prasarana",
    "Direktorat Kerja Sama Antarlembaga",
    "Direktorat Layanan Publik",
    "Direktorat Penguatan Kelembagaan",
    "Deputi Bidang Koordinasi Kebijakan",
    "Deputi Bidang Pengembangan Usaha",
    "Deputi Bidang Data dan Informasi",
)

# Units in the regions: {kab} a kabupaten/kota in full, {kota} its short name, {prov} a province.
UNIT_DAERAH: dict[str, tuple[str, ...]] = {
    "K1": (
        "Kantor Wilayah Kementerian Agama Provinsi {prov}",
        "Kantor Kementerian Agama {kab}",
        "Madrasah Aliyah Negeri 1 {kota}",
        "Madrasah Tsanawiyah Negeri 2 {kota}",
        "Institut Agama Islam Negeri {kota}",
    ),
    "K3": ("Balai Pemerintahan Desa di {kota}", "Institut Pemerintahan Kampus {prov}"),
    "K4": ("Balai Diklat Energi dan Mineral {kota}", "Inspektur Tambang Provinsi {prov}"),
    "K8": (
        "Pelabuhan Perikanan Nusantara {kota}",
        "Balai Perikanan Budi Daya {kota}",
        "Politeknik Kelautan dan Perikanan {kota}",
    ),
    "K9": (
        "Rumah Sakit Umum Pusat {kota}",
        "Politeknik Kesehatan {kota}",
        "Balai Kekarantinaan Kesehatan {kota}",
        "Balai Besar Laboratorium Kesehatan {kota}",
    ),
    "K10": (
        "Kantor Pelayanan Pajak Pratama {kota}",
        "Kantor Pelayanan Perbendaharaan Negara {kota}",
        "Kantor Pelayanan Kekayaan Negara dan Lelang {kota}",
        "Kantor Pengawasan dan Pelayanan Bea dan Cukai {kota}",
    ),
    "K26": (
        "Kantor Unit Penyelenggara Bandar Udara {kota}",
        "Kantor Kesyahbandaran dan Otoritas Pelabuhan {kota}",
        "Balai Pengelola Transportasi Darat Provinsi {prov}",
    ),
    "K27": ("Balai Standardisasi dan Pelayanan Jasa Industri {kota}", "Politeknik Industri {kota}"),
    "K28": ("Satuan Kerja Wilayah Pertahanan {prov}", "Gudang Pusat Perbekalan {kota}"),
    "K29": (
        "Balai Besar Pelatihan Pertanian {kota}",
        "Balai Penerapan Modernisasi Pertanian {prov}",
        "Politeknik Pembangunan Pertanian {kota}",
        "Balai Veteriner {kota}",
    ),
    "K33": ("Sentra Terpadu {kota}", "Balai Besar Pendidikan Kesejahteraan Sosial {kota}"),
    "K34": ("Balai Pelatihan Vokasi dan Produktivitas {kota}", "Balai Besar K3 {kota}"),
    "K35": ("Politeknik Pariwisata {kota}", "Badan Otorita Kawasan {kota}"),
    "K38": ("Kantor Wilayah BPN Provinsi {prov}", "Kantor Pertanahan {kab}"),
    "K55": ("Kantor Wilayah Kementerian Hukum {prov}", "Balai Harta Peninggalan {kota}"),
    "K56": ("Kantor Wilayah Kementerian HAM {prov}",),
    "K57": (
        "Lembaga Pemasyarakatan Kelas IIA {kota}",
        "Rumah Tahanan Negara Kelas IIB {kota}",
        "Kantor Imigrasi Kelas I {kota}",
    ),
    "K58": ("Balai Besar Guru dan Tenaga Kependidikan {prov}", "Balai Bahasa Provinsi {prov}"),
    "K59": (
        "Universitas Negeri {kota}",
        "Politeknik Negeri {kota}",
        "Lembaga Layanan Pendidikan Tinggi Wilayah {prov}",
    ),
    "K60": ("Balai Pelestarian Kebudayaan Wilayah {prov}", "Museum Negeri {kota}"),
    "K61": ("Balai Pelayanan Pelindungan Pekerja Migran {prov}",),
    "K62": (
        "Balai Pelaksana Penyediaan Perumahan {prov}",
        "Satuan Kerja Penyediaan Perumahan {kota}",
    ),
    "K63": ("Balai Pelatihan Pemberdayaan Masyarakat Desa {kota}",),
    "K65": ("Balai Monitor Spektrum Frekuensi Radio {kota}",),
    "K66": ("Perwakilan Kependudukan dan Pembangunan Keluarga Provinsi {prov}",),
    "K69": ("Pusat Pengendalian Lingkungan Hidup {prov}",),
    "K73": (
        "Satuan Kerja Pelaksanaan Jalan Nasional Wilayah I Provinsi {prov}",
        "Satuan Kerja Pelaksanaan Jalan Nasional Wilayah II Provinsi {prov}",
        "Balai Wilayah Sungai {prov}",
        "Satuan Kerja Pelaksanaan Prasarana Permukiman {prov}",
        "Satuan Kerja Operasi dan Pemeliharaan Sumber Daya Air {kota}",
    ),
    "K74": ("Balai Konservasi Sumber Daya Alam {prov}", "Balai Taman Nasional {kota}"),
    "K75": ("Kantor Wilayah Kementerian Haji dan Umrah Provinsi {prov}",),
    "L3": ("Kantor Regional BKN {kota}",),
    "L7": ("Stasiun Meteorologi {kota}", "Stasiun Geofisika {kota}", "Stasiun Klimatologi {prov}"),
    "L8": ("BNN Provinsi {prov}", "BNN {kab}"),
    "L13": ("BPK Perwakilan Provinsi {prov}",),
    "L15": ("Balai Besar POM di {kota}", "Loka POM di {kab}"),
    "L17": ("Perwakilan BPKP Provinsi {prov}",),
    "L21": ("BPS Provinsi {prov}", "BPS {kab}"),
    "L31": ("KPU Provinsi {prov}", "KPU {kab}"),
    "L40": (
        "Pengadilan Tinggi {prov}",
        "Pengadilan Negeri {kota}",
        "Pengadilan Agama {kota}",
        "Pengadilan Tata Usaha Negara {kota}",
    ),
    "L46": ("Kejaksaan Tinggi {prov}", "Kejaksaan Negeri {kab}"),
    "L47": ("Kepolisian Daerah {prov}", "Kepolisian Resor {kota}", "RS Bhayangkara {kota}"),
    "L51": ("Stasiun TVRI {prov}",),
    "L52": ("LPP RRI {kota}",),
    "L57": ("Bawaslu Provinsi {prov}", "Bawaslu {kab}"),
    "L100": ("Kantor Pencarian dan Pertolongan {kota}",),
    "L103": ("Kawasan Sains dan Teknologi {kota}",),
    "L106": ("Balai Karantina Hewan, Ikan, dan Tumbuhan {prov}",),
    "L112": ("Kantor Pelayanan Pemenuhan Gizi {kota}",),
}
UNIT_DAERAH_UMUM: tuple[str, ...] = ("Kantor Perwakilan Wilayah {prov}", "Balai Teknis {kota}")

# Programs of ministries: everybody runs WA, the rest by kd_klpd or, unlisted, by draw.
PROGRAM_WA = ("WA", "Program Dukungan Manajemen")
PROGRAM_KL: dict[str, tuple[tuple[str, str], ...]] = {
    "K1": (
        ("DB", "Program Kerukunan Umat dan Layanan Kehidupan Beragama"),
        ("DD", "Program PAUD dan Wajib Belajar 12 Tahun"),
        ("DE", "Program Pendidikan Tinggi"),
        ("DF", "Program Kualitas Pengajaran dan Pembelajaran"),
    ),
    "K9": (
        ("DG", "Program Kesehatan Masyarakat"),
        ("DH", "Program Pencegahan dan Pengendalian Penyakit"),
        ("DO", "Program Pelayanan Kesehatan dan JKN"),
        ("DR", "Program Sumber Daya Manusia Kesehatan"),
    ),
    "K10": (
        ("CA", "Program Pengelolaan Penerimaan Negara"),
        ("CB", "Program Pengelolaan Belanja Negara"),
        ("CE", "Program Pengelolaan Perbendaharaan, Kekayaan Negara dan Risiko"),
    ),
    "K26": (
        ("GA", "Program Infrastruktur Konektivitas"),
        ("DL", "Program Pendidikan dan Pelatihan Vokasi"),
    ),
    "K29": (
        ("HA", "Program Ketersediaan, Akses dan Konsumsi Pangan Berkualitas"),
        ("EC", "Program Nilai Tambah dan Daya Saing Industri"),
        ("DL", "Program Pendidikan dan Pelatihan Vokasi"),
    ),
    "K58": (
        ("DD", "Program PAUD dan Wajib Belajar 13 Tahun"),
        ("DF", "Program Kualitas Pengajaran dan Pembelajaran"),
        ("DM", "Program Pembangunan Kapasitas Guru dan Tenaga Kependidikan"),
    ),
    "K59": (
        ("DE", "Program Pendidikan Tinggi"),
        ("DL", "Program Pendidikan dan Pelatihan Vokasi"),
        ("KB", "Program Riset dan Inovasi"),
    ),
    "K73": (
        ("FC", "Program Ketahanan Sumber Daya Air"),
        ("GA", "Program Infrastruktur Konektivitas"),
        ("GB", "Program Perumahan dan Kawasan Permukiman"),
    ),
    "K74": (
        ("FD", "Program Pengelolaan Hutan Berkelanjutan"),
        ("FF", "Program Kualitas Lingkungan Hidup"),
    ),
    "L40": (("BF", "Program Penegakan dan Pelayanan Hukum"),),
    "L46": (("BF", "Program Penegakan dan Pelayanan Hukum"),),
    "L47": (
        ("BH", "Program Profesionalisme SDM Polri"),
        ("BJ", "Program Penyelidikan dan Penyidikan Tindak Pidana"),
        ("BK", "Program Modernisasi Alat Material Khusus dan Sarana Prasarana"),
        ("BQ", "Program Pemeliharaan Keamanan dan Ketertiban Masyarakat"),
    ),
    "L31": (("CQ", "Program Penyelenggaraan Pemilu dalam Proses Konsolidasi Demokrasi"),),
    "L57": (("CQ", "Program Penyelenggaraan Pemilu dalam Proses Konsolidasi Demokrasi"),),
}
PROGRAM_KL_UMUM: tuple[tuple[str, str], ...] = (
    ("CP", "Program Pembinaan Kapasitas Pemerintahan Daerah dan Desa"),
    ("CL", "Program Kebijakan, Pembinaan Profesi dan Tata Kelola ASN"),
    ("CG", "Program Perencanaan dan Koordinasi Pembangunan Nasional"),
    ("DI", "Program Perlindungan Sosial"),
    ("DU", "Program Pembinaan Ketenagakerjaan"),
    ("EA", "Program Perdagangan Dalam dan Luar Negeri"),
    ("EE", "Program Kewirausahaan, UMKM dan Koperasi"),
    ("EK", "Program Kepariwisataan dan Ekonomi Kreatif"),
    ("FA", "Program Penyediaan dan Pelayanan Informasi Statistik"),
    ("FB", "Program Pengelolaan Perikanan dan Kelautan"),
    ("FF", "Program Kualitas Lingkungan Hidup"),
    ("KB", "Program Riset dan Inovasi"),
    ("BF", "Program Penegakan dan Pelayanan Hukum"),
    ("AC", "Program Pelaksanaan Tugas Pertahanan dan Keamanan"),
)

# KLPD that organise type 2 packages of others, by their codes.
PENYELENGGARA: tuple[str, ...] = ("K59", "K1", "K9", "K29", "K73", "L21", "L103", "L47")
# Organisers of type 2 that no catalogue of KLPD holds: served under a code of their own.
PENYELENGGARA_LUAR: tuple[tuple[str, str], ...] = (
    ("L999", "Lembaga Penelitian Contoh"),
    ("X12", "Perguruan Tinggi Contoh Badan Hukum"),
)
ORMAS: tuple[str, ...] = (
    "Yayasan Bina Warga {tempat}",
    "Perkumpulan Pegiat Literasi {tempat}",
    "Forum Kader Kesehatan {tempat}",
    "Palang Kemanusiaan Cabang {tempat}",
)
POKMAS: tuple[str, ...] = (
    "Kelompok Masyarakat {tempat}",
    "Pokmas Sanitasi {tempat}",
    "Kelompok Tani {tempat}",
    "Lembaga Pemberdayaan Masyarakat {tempat}",
)

# Package names of type 3 and 4, and of work that has a place of its own.
PAKET_TEMPAT: dict[int, tuple[str, ...]] = {
    1: (
        "Pemeliharaan Rutin Jalan Lingkungan {tempat}",
        "Monitoring dan Evaluasi Kegiatan di {tempat}",
        "Sosialisasi dan Pembinaan Masyarakat {tempat}",
        "Pendataan Lapangan {tempat}",
    ),
    2: (
        "Kajian Teknis dan Penyusunan Dokumen {tempat}",
        "Penelitian dan Pendampingan Perguruan Tinggi di {tempat}",
        "Survei Kepuasan Masyarakat {tempat}",
    ),
    3: (
        "Pelatihan Kader dan Relawan {tempat}",
        "Pendampingan Kelompok Rentan {tempat}",
        "Penyelenggaraan Festival Budaya {tempat}",
    ),
    4: (
        "Pembangunan Sarana Air Bersih {tempat}",
        "Rehabilitasi Jaringan Irigasi Tersier {tempat}",
        "Pembangunan Jalan Usaha Tani {tempat}",
        "Peningkatan Kualitas Rumah Tidak Layak Huni {tempat}",
        "Pembangunan Tangki Septik Skala Individual {tempat}",
    ),
}
VOLUME: tuple[str, ...] = (
    "1 Paket",
    "1 Kegiatan",
    "12 Bulan",
    "1 Tahun",
    "4 Kegiatan",
    "2 Kali",
    "30 Orang",
    "1 Dokumen",
    "10 OH",
)
URAIAN: tuple[str, ...] = (
    "{nama}",
    "{nama} pada {satker}",
    "Pelaksanaan {nama}",
    "Belanja kegiatan: {nama}",
    "{nama} sesuai DPA",
)
